// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.snapshot;

import io.paddock.storage.disk.ZxidName;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds the files of a directory that are worth reading as snapshots. */
public final class SnapshotFiles {
    private static final int BYTES_MIN = 10;
    private static final byte[] END = {0, 0, 0, 1, '/'};
    private static final int GZIP_MAGIC = 0x1f8b;

    private SnapshotFiles() {}

    /**
     * Lists the files that pass a quick look at a few of their bytes, newest first. This look is no proof:
     * see {@link SnapshotReader}.
     *
     * @param names the names in the directory
     * @param max the most files to list
     */
    public static List<ZxidName> newestFirst(Path directory, List<String> names, int max) {
        List<ZxidName> ascending = ZxidName.ascending(names, ZxidName.SNAPSHOT);
        List<ZxidName> found = new ArrayList<>();
        for (int i = ascending.size() - 1; i >= 0 && found.size() < max; i--) {
            if (looksWhole(directory.resolve(ascending.get(i).name()))) {
                found.add(ascending.get(i));
            }
        }
        return found;
    }

    /**
     * An unfinished plain file does not end with a seal. For a compressed file, a cheap look can check only
     * the beginning.
     */
    static boolean looksWhole(Path file) {
        try {
            return switch (Compression.ofFile(file.getFileName().toString())) {
                case NONE -> endsWithSeal(file);
                case GZ -> firstBytes(file, 2) == GZIP_MAGIC;
                case SNAPPY -> firstBytes(file, 8) == SnappyChunks.MAGIC;
            };
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean endsWithSeal(Path file) throws IOException {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
            if (content.length() < BYTES_MIN) {
                return false;
            }
            byte[] tail = new byte[END.length];
            content.seek(content.length() - END.length);
            content.readFully(tail);
            return Arrays.equals(tail, END);
        }
    }

    private static long firstBytes(Path file, int count) throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            long value = 0;
            for (int i = 0; i < count; i++) {
                value = value << 8 | in.readUnsignedByte();
            }
            return value;
        }
    }
}
