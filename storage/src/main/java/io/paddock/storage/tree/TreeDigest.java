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
 * The digest of the whole tree, the sum of its znodes' modulo 2^64, kept as the tree changes and compared with what
 * others recorded. A mismatch is counted and told, never acted upon: Apache leaders are known to record wrong values
 * now and then.
 */
public final class TreeDigest {
    /** A digest worth remembering. */
    public record Mark(long zxid, long value) {}

    private static final Logger LOG = LoggerFactory.getLogger(TreeDigest.class);
    private static final int MARK_EVERY = 128;
    private static final int MARKS_MAX = 1024;

    private final boolean enabled;
    private final NodeDigest nodes = new NodeDigest();
    private final Deque<Mark> marks = new ArrayDeque<>();
    private long sum;
    private long mismatches;
    /** Before this zxid the tree may be a mixture; 0 for none. */
    private long pendingZxid;

    /** What the tree must have at that zxid; null where nobody knows. */
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

    /** @return how often a recorded digest was another than the tree's */
    public long mismatches() {
        return mismatches;
    }

    /**
     * The zxid a loaded snapshot's digest is for, or that of the newest change in one without a digest, while the tree
     * has not got there. Until then the tree may be a mixture of several moments, and no digest means anything.
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

    /** Before a change: takes the znode as it is out of the sum. The path is the first {@code length} characters. */
    void without(String path, int length, Znode znode) {
        if (enabled) {
            sum -= nodes.of(path, length, znode);
        }
    }

    /** After a change. */
    void with(String path, int length, Znode znode) {
        if (enabled) {
            sum += nodes.of(path, length, znode);
        }
    }

    /** As {@link #with(String, int, Znode)}; the path is so many bytes of {@code path}. */
    void with(byte[] path, int from, int length, Znode znode) {
        if (enabled) {
            sum += nodes.of(path, from, length, znode);
        }
    }

    /** Takes note of what a snapshot says, once the tree stands at {@code lastZxid}. */
    void expect(long zxid, long value, long lastZxid) {
        if (!enabled || zxid <= 0 || zxid < lastZxid) {
            return;
        }
        pendingZxid = zxid;
        pendingValue = value;
        resolvePending(lastZxid);
    }

    /** A snapshot says nothing of its digest, but was written while txns up to this one were applied, of all that shows. */
    void expectNothingBefore(long zxid, long lastZxid) {
        if (enabled && zxid > lastZxid) {
            pendingZxid = zxid;
            pendingValue = null;
        }
    }

    /** After a whole txn. */
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

    /** @return whether what a txn says may be compared: behind the pending zxid, or at it if the snapshot did not say itself */
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
        // Once different, every later digest differs too: tell the first, then ever more rarely.
        if (Long.bitCount(mismatches) == 1) {
            LOG.warn(
                    "Digests are not matching. Value is Zxid. zxid 0x{}: recorded {}, this tree has {}; {} so far",
                    Zxid.hex(zxid),
                    recorded,
                    sum,
                    mismatches);
        }
    }
}
