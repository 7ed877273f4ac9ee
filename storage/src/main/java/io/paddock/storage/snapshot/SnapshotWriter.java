// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.snapshot;

import io.paddock.protocol.Zxid;
import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.LogFile;
import io.paddock.storage.disk.ZxidName;
import io.paddock.storage.tree.TreeContent;
import io.paddock.storage.tree.TreeCursor;
import io.paddock.storage.tree.TreeGate;
import io.paddock.storage.tree.ZnodeTree;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.xerial.snappy.SnappyOutputStream;

/**
 * Writes a tree to a file while txns are applied to it. The gate is held for a few hundred znodes at a time,
 * so the snapshot is fuzzy. It contains everything up to the zxid in its name, and some of the later changes.
 * Replaying the log from that zxid gives the right tree.
 *
 * <p>Until the file is whole and durable, no reader takes its name for a snapshot's. One thread, which must
 * not be interrupted.
 */
public final class SnapshotWriter {
    /**
     * The number of znodes between two looks at the buffer. It is small, because a znode may hold a megabyte.
     */
    private static final int ZNODES_PER_STEP = 16;

    /** The gate is held for at most this many steps, some tens of microseconds. */
    private static final int STEPS_AT_ONCE = 16;

    private static final int STREAM_BUFFER_BYTES = 1 << 16;

    private final Directory directory;
    private final Compression compression;
    private final long bytesPerSecondMax;

    /**
     * A snapshot on the disk.
     *
     * @param zxid everything up to this zxid is in it
     */
    public record Written(String name, long zxid, long bytes) {}

    /** @param bytesPerSecondMax the most bytes written to the disk per second, 0 for no limit */
    public SnapshotWriter(Directory directory, Compression compression, long bytesPerSecondMax) {
        this.directory = directory;
        this.compression = compression;
        this.bytesPerSecondMax = bytesPerSecondMax;
    }

    /**
     * Writes one snapshot. When it is whole, it replaces a file of the same name.
     *
     * @throws IOException when the disk failed; the unfinished file is deleted if the disk allows
     * @throws io.paddock.storage.tree.TreeReplaced when the tree got another content meanwhile. The
     *   unfinished file is deleted. No snapshot appears after {@link ZnodeTree#adopt} or
     *   {@link ZnodeTree#abandonWalks} has returned
     */
    public Written write(ZnodeTree tree) throws IOException {
        try (TreeGate.ReadSlot slot = tree.gate().newSlot()) {
            Walk walk = Walk.begin(tree, slot);
            return write(walk, name(walk.head.zxid()));
        }
    }

    /**
     * Writes a snapshot under another name than {@link #nameFor}. The tree must not change, and no reader may
     * find the file yet.
     */
    public Written writeAs(String name, ZnodeTree tree) throws IOException {
        try (TreeGate.ReadSlot slot = tree.gate().newSlot()) {
            return write(Walk.begin(tree, slot), name);
        }
    }

    /** @return the name of a snapshot that begins now */
    public String nameFor(ZnodeTree tree) {
        return name(tree.lastZxid());
    }

    private String name(long zxid) {
        return ZxidName.SNAPSHOT + "." + Zxid.hex(zxid) + compression.suffix();
    }

    private Written write(Walk walk, String name) throws IOException {
        String temporary = ZxidName.TEMPORARY_PREFIX + name;
        try {
            long bytes = writeFile(temporary, walk);
            walk.content.whileInForce(() -> directory.rename(temporary, name));
            directory.sync();
            return new Written(name, walk.head.zxid(), bytes);
        } catch (IOException | RuntimeException e) {
            deleteQuietly(temporary, e);
            throw e;
        }
    }

    private long writeFile(String temporary, Walk walk) throws IOException {
        try (LogFile file = directory.create(temporary)) {
            PacedFileOutput paced = new PacedFileOutput(file, bytesPerSecondMax);
            try (OutputStream stream = compress(paced)) {
                writeStream(stream, walk);
            }
            file.sync();
            return paced.written();
        }
    }

    private OutputStream compress(OutputStream out) throws IOException {
        return switch (compression) {
            case NONE -> out;
            case GZ -> new GZIPOutputStream(out, STREAM_BUFFER_BYTES);
            case SNAPPY -> new SnappyOutputStream(new BufferedOutputStream(out, STREAM_BUFFER_BYTES));
        };
    }

    private static void writeStream(OutputStream stream, Walk walk) throws IOException {
        SealedOutput out = new SealedOutput(stream);
        out.fields()
                .writeInt(SnapshotFormat.MAGIC)
                .writeInt(SnapshotFormat.VERSION)
                .writeLong(SnapshotFormat.DATABASE_ID);
        walk.head.write(out.fields());
        writeZnodes(out, walk);
        out.fields().writeString(SnapshotFormat.END);
        out.seal();
        Tail.of(walk).write(out);
        out.flush();
    }

    private static void writeZnodes(SealedOutput out, Walk walk) throws IOException {
        boolean more = true;
        while (more) {
            walk.slot.enter();
            try {
                for (int step = 0; more && step < STEPS_AT_ONCE && !out.isFull(); step++) {
                    more = walk.cursor.next(
                            ZNODES_PER_STEP, (path, znode) -> StreamParts.writeZnode(out.fields(), path, znode));
                }
            } finally {
                walk.slot.exit();
            }
            if (out.isFull()) {
                out.flush();
            }
        }
    }

    private void deleteQuietly(String temporary, Exception cause) {
        try {
            if (directory.names().contains(temporary)) {
                directory.delete(temporary);
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** One walk through one content of a tree. Its head and its start belong to the same moment. */
    private record Walk(
            ZnodeTree tree, TreeGate.ReadSlot slot, StreamParts.Head head, TreeCursor cursor, TreeContent content) {
        static Walk begin(ZnodeTree tree, TreeGate.ReadSlot slot) {
            slot.enter();
            try {
                return new Walk(tree, slot, StreamParts.Head.of(tree), tree.cursor(), tree.content());
            } finally {
                slot.exit();
            }
        }
    }

    /**
     * The two sections after the znodes. ZooKeeper's own settings decide which of them it expects. By default
     * it expects both.
     */
    private record Tail(long lastZxid, long digestZxid, long digest) {
        static Tail of(Walk walk) {
            ZnodeTree tree = walk.tree;
            walk.slot.enter();
            try {
                walk.content.checkInForce();
                long zxid = tree.lastZxid();
                // A tree that was loaded from a fuzzy snapshot and has not yet passed it has no meaningful
                // digest. Zxid 0 says so.
                boolean known = tree.digests().enabled() && tree.digests().pendingZxid() == 0;
                return known ? new Tail(zxid, zxid, tree.digest()) : new Tail(zxid, 0, 0);
            } finally {
                walk.slot.exit();
            }
        }

        void write(SealedOutput out) throws IOException {
            out.fields()
                    .writeLong(digestZxid)
                    .writeInt(SnapshotFormat.DIGEST_VERSION)
                    .writeLong(digest);
            out.seal();
            out.fields().writeLong(lastZxid);
            out.seal();
        }
    }
}
