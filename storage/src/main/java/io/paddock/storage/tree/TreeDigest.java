// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.txn.TxnDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The digest of the whole tree: the sum of the digests of its znodes, modulo 2^64. It is updated as the tree
 * changes, and compared with the digests that others recorded. A mismatch is counted and logged, but causes
 * nothing else: Apache leaders are known to record wrong values at times.
 */
public final class TreeDigest {
    /** The digest at one zxid. */
    public record Mark(long zxid, long value) {}

    private static final Logger LOG = LoggerFactory.getLogger(TreeDigest.class);
    private static final int MARK_EVERY = 128;
    private static final int MARKS_MAX = 1024;

    private final boolean enabled;
    private final NodeDigest nodes = new NodeDigest();
    private final Deque<Mark> marks = new ArrayDeque<>();
    private long sum;
    private long mismatches;
    /** Before this zxid the tree may be a mixture of several moments; 0 when nothing is pending. */
    private long pendingZxid;

    /** The digest that the tree must have at that zxid; null if unknown. */
    private Long pendingValue;

    TreeDigest(boolean enabled) {
        this.enabled = enabled;
    }

    public boolean enabled() {
        return enabled;
    }

    /** @return the digest, 0 when digests are disabled */
    public long value() {
        return sum;
    }

    /** @return how often a recorded digest differed from the tree's */
    public long mismatches() {
        return mismatches;
    }

    /**
     * The zxid that the tree must reach before its digest means anything. It is the zxid of the loaded
     * snapshot's digest. In a snapshot without a digest, it is the zxid of the newest change. Until then the
     * tree may be a mixture of several moments.
     *
     * @return 0 when nothing is pending
     */
    public long pendingZxid() {
        return pendingZxid;
    }

    /** @return digests at zxids divisible by 128, oldest first, at most 1024; a copy */
    public List<Mark> marks() {
        return List.copyOf(marks);
    }

    /** Takes a znode out of the sum, before a change. The path is the first {@code length} characters. */
    void without(String path, int length, Znode znode) {
        if (enabled) {
            sum -= nodes.of(path, length, znode);
        }
    }

    /** Adds a znode to the sum, after a change. */
    void with(String path, int length, Znode znode) {
        if (enabled) {
            sum += nodes.of(path, length, znode);
        }
    }

    /**
     * Does the same as {@link #with(String, int, Znode)} for a path of {@code length} bytes in {@code path}.
     */
    void with(byte[] path, int from, int length, Znode znode) {
        if (enabled) {
            sum += nodes.of(path, from, length, znode);
        }
    }

    /** Notes the digest in a snapshot. The tree is then at {@code lastZxid}. */
    void expect(long zxid, long value, long lastZxid) {
        if (!enabled || zxid <= 0 || zxid < lastZxid) {
            return;
        }
        pendingZxid = zxid;
        pendingValue = value;
        resolvePending(lastZxid);
    }

    /**
     * Notes that a snapshot has no digest. As far as its content shows, txns up to {@code zxid} were applied
     * while it was written.
     */
    void expectNothingBefore(long zxid, long lastZxid) {
        if (enabled && zxid > lastZxid) {
            pendingZxid = zxid;
            pendingValue = null;
        }
    }

    /** Compares and marks the digest, after a whole txn. */
    void applied(long zxid, TxnDigest recorded) {
        if (!enabled) {
            return;
        }
        if (pendingZxid != 0 && !resolvePending(zxid)) {
            return;
        }
        if (recorded != null && recorded.version() == TxnDigest.VERSION) {
            compare(zxid, recorded.value());
        }
        if (zxid % MARK_EVERY == 0) {
            if (marks.size() == MARKS_MAX) {
                marks.removeFirst();
            }
            marks.addLast(new Mark(zxid, sum));
        }
    }

    /**
     * @return whether the digest of a txn may be compared. It may after the pending zxid, and at that zxid if
     *   the snapshot had no digest
     */
    private boolean resolvePending(long zxid) {
        if (zxid < pendingZxid) {
            return false;
        }
        boolean told = zxid == pendingZxid && pendingValue != null;
        pendingZxid = 0;
        if (told) {
            compare(zxid, pendingValue);
        }
        return !told;
    }

    private void compare(long zxid, long recorded) {
        if (recorded == sum) {
            return;
        }
        mismatches++;
        // After one difference, every later digest differs too. So log the first, and then fewer and fewer.
        if (Long.bitCount(mismatches) == 1) {
            LOG.warn(
                    "Digests are not matching. Value is Zxid. zxid 0x{}: recorded {}, this tree has {}; {} until now",
                    Zxid.hex(zxid),
                    recorded,
                    sum,
                    mismatches);
        }
    }
}
