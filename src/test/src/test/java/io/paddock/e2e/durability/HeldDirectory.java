// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.durability;

import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.LogFile;
import io.paddock.storage.disk.RealDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** A directory whose syncs take as long as the test wants. */
final class HeldDirectory implements Directory {
    private final Directory real;
    private boolean holding;
    private int held;

    HeldDirectory(Path path) {
        this.real = new RealDirectory(path, false);
    }

    /** From now on each sync waits. */
    synchronized void hold() {
        holding = true;
    }

    synchronized void release() {
        holding = false;
        notifyAll();
    }

    /** Whether a sync is waiting. */
    synchronized boolean isHolding() {
        return held > 0;
    }

    private synchronized void waitWhileHeld() throws IOException {
        held++;
        try {
            while (holding) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            held--;
        }
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
        return new HeldFile(real.create(name));
    }

    @Override
    public LogFile open(String name) throws IOException {
        return new HeldFile(real.open(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        real.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        real.delete(name);
    }

    @Override
    public void sync() throws IOException {
        real.sync();
    }

    private final class HeldFile implements LogFile {
        private final LogFile file;

        private HeldFile(LogFile file) {
            this.file = file;
        }

        @Override
        public void write(ByteBuffer bytes, long offset) throws IOException {
            file.write(bytes, offset);
        }

        @Override
        public void resize(long bytes) throws IOException {
            file.resize(bytes);
        }

        @Override
        public void sync() throws IOException {
            waitWhileHeld();
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
