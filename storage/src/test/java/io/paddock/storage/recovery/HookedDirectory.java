// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * A directory that calls a hook before each operation that changes something. If the hook throws, the
 * operation is not done.
 */
record HookedDirectory(Directory real, Hook hook) implements Directory {
    /** Is called with the operation that is about to be done, including the names of files. */
    interface Hook {
        void before(String operation) throws IOException;
    }

    @Override
    public Path path() {
        return real.path();
    }

    @Override
    public List<String> names() throws IOException {
        return real.names();
    }

    @Override
    public LogFile create(String name) throws IOException {
        hook.before("create " + name);
        return new HookedFile(real.create(name), name);
    }

    @Override
    public LogFile open(String name) throws IOException {
        return new HookedFile(real.open(name), name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        hook.before("rename " + from + " " + to);
        real.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        hook.before("delete " + name);
        real.delete(name);
    }

    @Override
    public void sync() throws IOException {
        hook.before("sync");
        real.sync();
    }

    private final class HookedFile implements LogFile {
        private final LogFile file;
        private final String name;

        private HookedFile(LogFile file, String name) {
            this.file = file;
            this.name = name;
        }

        @Override
        public void write(ByteBuffer bytes, long offset) throws IOException {
            hook.before("write " + name);
            file.write(bytes, offset);
        }

        @Override
        public void resize(long bytes) throws IOException {
            hook.before("resize " + name);
            file.resize(bytes);
        }

        @Override
        public void sync() throws IOException {
            hook.before("sync " + name);
            file.sync();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
