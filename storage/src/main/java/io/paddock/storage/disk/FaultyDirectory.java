// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A directory for tests. It works on real files, but the test decides when the disk is full, when a sync
 * fails and when the power is cut.
 *
 * <p>{@link #afterPowerCut} gives what a restarted process would find. Of each file, that is the synced part
 * and a random part of the rest. Of the names, it is those of the last {@link Directory#sync} and a random
 * number of later changes, oldest first, as in journaling file systems. Cutting a file counts as synced at
 * once. Any thread.
 */
public final class FaultyDirectory implements Directory {
    private final Directory real;
    private final Map<String, Content> contents = new HashMap<>();
    private final Map<String, Content> durableNames = new TreeMap<>();
    private final List<NameChange> pending = new ArrayList<>();
    private long freeBytes = Long.MAX_VALUE;
    private int failingSyncs;
    private int syncs;

    /** @param path an existing directory; its present content counts as synced */
    public FaultyDirectory(Path path) throws IOException {
        real = new RealDirectory(path, false);
        for (String name : real.names()) {
            Content content = new Content(Files.size(path.resolve(name)));
            contents.put(name, content);
            durableNames.put(name, content);
        }
    }

    /** Limits the disk: this many more bytes can be written before it is full. */
    public synchronized void freeBytes(long bytes) {
        freeBytes = bytes;
    }

    /**
     * Makes the next {@code count} syncs fail, of files and of the directory. A failed sync loses the bytes
     * it should have synced.
     */
    public synchronized void failSyncs(int count) {
        failingSyncs = count;
    }

    /** @return how many syncs of files have succeeded */
    public synchronized int syncs() {
        return syncs;
    }

    /** Writes to {@code target}, an empty directory, what would be here after a power cut now. */
    public synchronized void afterPowerCut(RandomGenerator random, Path target) throws IOException {
        Map<String, Content> names = new TreeMap<>(durableNames);
        int kept = random.nextInt(pending.size() + 1);
        pending.subList(0, kept).forEach(change -> change.apply(names));
        for (Map.Entry<String, Content> entry : names.entrySet()) {
            Files.write(target.resolve(entry.getKey()), survivor(entry.getValue(), random));
        }
    }

    private byte[] survivor(Content content, RandomGenerator random) throws IOException {
        byte[] bytes = content.detached != null ? content.detached : Files.readAllBytes(pathOf(content));
        long kept = content.synced;
        if (content.written > kept) {
            kept += random.nextLong(content.written - kept + 1);
        }
        long length = Math.max(kept, content.syncedLength);
        if (length < bytes.length && random.nextBoolean()) {
            length = bytes.length;
        }
        byte[] survivor = new byte[(int) length]; // A block that was never written reads as zeros.
        System.arraycopy(bytes, 0, survivor, 0, (int) Math.min(kept, bytes.length));
        return survivor;
    }

    private Path pathOf(Content content) {
        for (Map.Entry<String, Content> entry : contents.entrySet()) {
            if (entry.getValue() == content) {
                return path().resolve(entry.getKey());
            }
        }
        throw new IllegalStateException("a file without a name");
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
    public synchronized LogFile create(String name) throws IOException {
        if (freeBytes <= 0) {
            throw new IOException("No space left on device");
        }
        detach(name);
        Content content = new Content(0);
        LogFile file = real.create(name);
        contents.put(name, content);
        pending.add(names -> names.put(name, content));
        return new FaultyFile(file, content);
    }

    @Override
    public synchronized LogFile open(String name) throws IOException {
        return new FaultyFile(real.open(name), contents.get(name));
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        detach(to);
        real.rename(from, to);
        Content content = contents.remove(from);
        contents.put(to, content);
        pending.add(names -> {
            names.remove(from);
            names.put(to, content);
        });
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        detach(name);
        real.delete(name);
        pending.add(names -> names.remove(name));
    }

    /**
     * Keeps the bytes of a file that is about to lose its name, because a power cut may bring the name back.
     */
    private void detach(String name) throws IOException {
        Content content = contents.remove(name);
        if (content != null) {
            content.detached = Files.readAllBytes(path().resolve(name));
        }
    }

    @Override
    public synchronized void sync() throws IOException {
        failIfDue();
        pending.forEach(change -> change.apply(durableNames));
        pending.clear();
    }

    private void failIfDue() throws IOException {
        if (failingSyncs > 0) {
            failingSyncs--;
            throw new IOException("Input/output error");
        }
    }

    @FunctionalInterface
    private interface NameChange {
        void apply(Map<String, Content> names);
    }

    /** The state of one file's bytes, under any name. */
    private static final class Content {
        private long synced;
        private long syncedLength;
        private long written;
        private byte[] detached;

        private Content(long synced) {
            this.synced = synced;
            this.syncedLength = synced;
            this.written = synced;
        }
    }

    private final class FaultyFile implements LogFile {
        private final LogFile file;
        private final Content content;

        private FaultyFile(LogFile file, Content content) {
            this.file = file;
            this.content = content;
        }

        @Override
        public void write(ByteBuffer bytes, long offset) throws IOException {
            synchronized (FaultyDirectory.this) {
                int room = (int) Math.min(bytes.remaining(), freeBytes);
                boolean fits = room == bytes.remaining();
                ByteBuffer part = bytes.duplicate();
                part.limit(part.position() + room);
                file.write(part, offset);
                freeBytes -= room;
                content.written = Math.max(content.written, offset + room);
                if (!fits) {
                    throw new IOException("No space left on device");
                }
                bytes.position(bytes.limit());
            }
        }

        @Override
        public void resize(long bytes) throws IOException {
            synchronized (FaultyDirectory.this) {
                if (bytes > file.size() && freeBytes <= 0) {
                    throw new IOException("No space left on device");
                }
                file.resize(bytes);
                content.written = Math.min(content.written, bytes);
                content.synced = Math.min(content.synced, bytes);
                content.syncedLength = Math.min(content.syncedLength, bytes);
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (FaultyDirectory.this) {
                if (failingSyncs > 0) {
                    content.written = content.synced; // The system drops the bytes that it could not write.
                }
                failIfDue();
                content.synced = content.written;
                content.syncedLength = file.size();
                syncs++;
            }
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
