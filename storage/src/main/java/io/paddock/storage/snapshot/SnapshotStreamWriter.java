// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.snapshot;

import io.netty.buffer.ByteBuf;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.storage.tree.TreeCursor;
import io.paddock.storage.tree.TreeGate;
import io.paddock.storage.tree.ZnodeTree;

/**
 * Writes a tree as a leader sends it to a learner behind a SNAP packet, a piece at a time, while txns go on being applied to it: sessions, ACL
 * table, znodes, the end of the znodes, and a signature. Nothing says how long it is, and no checksum is in it.
 *
 * <p>The stream is fuzzy as a snapshot file is: all up to {@link #zxid} is in it, and what came later is in it in part. Whoever reads it must be
 * sent every txn after that zxid. One thread at a time.
 */
public final class SnapshotStreamWriter implements AutoCloseable {
    static final String SIGNATURE = "BenWasHere";

    private static final int ZNODES_PER_STEP = 16;
    /** The gate is held for at most so many steps, some tens of microseconds. */
    private static final int STEPS_AT_ONCE = 16;

    private final TreeGate.ReadSlot slot;
    private final TreeCursor cursor;
    private final StreamParts.Head head;
    private boolean begun;
    private boolean complete;

    /** Fixes {@link #zxid} and what stands before the znodes. Close the writer when it is done or given up. */
    public SnapshotStreamWriter(ZnodeTree tree) {
        slot = tree.gate().newSlot();
        slot.enter();
        try {
            head = StreamParts.Head.of(tree);
            cursor = tree.cursor();
        } finally {
            slot.exit();
        }
    }

    /** @return about how many bytes the stream of a tree has, ACLs and sessions not counted; call it inside the tree's gate */
    public static long estimatedBytes(ZnodeTree tree) {
        return tree.approximateDataBytes() + (long) tree.nodeCount() * (2 * 4 + SnapshotFormat.ZNODE_FIXED_BYTES);
    }

    /** @return the zxid up to which everything is in the stream */
    public long zxid() {
        return head.zxid();
    }

    /** @return whether everything has been written */
    public boolean isComplete() {
        return complete;
    }

    /**
     * Writes on, until {@code bytes} more have been written or nothing is left; by one piece more than asked for at most, which is 16 znodes or what
     * stands before the first.
     *
     * @throws io.paddock.storage.tree.TreeReplaced when the tree has got another content since: what was written is worth nothing
     */
    public void write(ByteBuf target, int bytes) {
        JuteWriter out = new JuteWriter(target);
        int enough = target.writerIndex() + bytes;
        if (!begun) {
            begun = true;
            head.write(out);
        }
        while (!complete && target.writerIndex() < enough) {
            if (!writeZnodes(out, enough)) {
                out.writeString(SnapshotFormat.END).writeString(SIGNATURE);
                complete = true;
            }
        }
    }

    private boolean writeZnodes(JuteWriter out, int enough) {
        slot.enter();
        try {
            boolean more = true;
            for (int step = 0; more && step < STEPS_AT_ONCE && out.buffer().writerIndex() < enough; step++) {
                more = cursor.next(ZNODES_PER_STEP, (path, znode) -> StreamParts.writeZnode(out, path, znode));
            }
            return more;
        } finally {
            slot.exit();
        }
    }

    @Override
    public void close() {
        slot.close();
    }
}
