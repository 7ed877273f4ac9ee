// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.snapshot;

import io.netty.buffer.ByteBuf;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.storage.tree.TreeCursor;
import io.paddock.storage.tree.TreeGate;
import io.paddock.storage.tree.ZnodeTree;

/**
 * Writes a tree as a leader sends it to a learner after a SNAP packet. It writes one piece at a time, while
 * txns are applied to the tree. The parts are: sessions, ACL table, znodes, the end of the znodes, and a
 * signature. The stream has no length and no checksum.
 *
 * <p>The stream is fuzzy like a snapshot file. It contains everything up to {@link #zxid}, and some of the
 * later changes. Its receiver must get every txn after that zxid. One thread at a time.
 */
public final class SnapshotStreamWriter implements AutoCloseable {
    static final String SIGNATURE = "BenWasHere";

    private static final int ZNODES_PER_STEP = 16;
    /** The gate is held for at most this many steps, some tens of microseconds. */
    private static final int STEPS_AT_ONCE = 16;

    private final TreeGate.ReadSlot slot;
    private final TreeCursor cursor;
    private final StreamParts.Head head;
    private boolean begun;
    private boolean complete;

    /**
     * Fixes {@link #zxid} and the part before the znodes. Close the writer when it has finished or is
     * abandoned.
     */
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

    /**
     * @return roughly the number of bytes in the stream of a tree, without ACLs and sessions; call it inside
     *   the tree's gate
     */
    public static long estimatedBytes(ZnodeTree tree) {
        return tree.approximateDataBytes() + (long) tree.nodeCount() * (2 * 4 + SnapshotFormat.ZNODE_FIXED_BYTES);
    }

    /** @return the zxid up to which the stream contains everything */
    public long zxid() {
        return head.zxid();
    }

    /** @return whether everything has been written */
    public boolean isComplete() {
        return complete;
    }

    /**
     * Continues until {@code bytes} more have been written or nothing is left. It may write one piece more
     * than asked for. A piece is 16 znodes, or the part before the znodes.
     *
     * @throws io.paddock.storage.tree.TreeReplaced when the tree has got another content since; discard what
     *   was written
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
