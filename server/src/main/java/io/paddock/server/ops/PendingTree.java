// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import io.paddock.protocol.txn.TxnDigest;
import io.paddock.storage.tree.NodeDigest;
import io.paddock.storage.tree.Quota;
import io.paddock.storage.tree.Znode;
import io.paddock.storage.tree.ZnodeTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tree as it will be when every prepared txn has been applied. New requests are judged by this state.
 * Owned by the core thread.
 *
 * <p>Between {@link #begin} and {@link #end} one txn is prepared. Its changes lie over the tree until
 * {@link #applied} reports that the tree has them too. {@link #rollback} takes back the changes of a
 * multi in which one part was refused.
 */
public final class PendingTree {
    private static final Logger LOG = LoggerFactory.getLogger(PendingTree.class);
    private static final String QUOTA = "/zookeeper/quota";
    private static final int UNREADABLE_MAX = 100;

    private final ZnodeTree tree;
    private final boolean digests;
    private final boolean quotas;
    private final NodeDigest nodeDigest = new NodeDigest();
    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<Long, Set<String>> pendingEphemerals = new HashMap<>();
    private final PendingUsage usage = new PendingUsage();
    /** Subtrees for whose unreadable limits a warning was logged. */
    private final Set<String> unreadable = new HashSet<>();

    private List<Undo> undo = new ArrayList<>();
    private long digest;
    private long zxid;
    private long timeMillis;

    /**
     * @param digests whether txns carry the digest that the tree will have after them
     * @param quotas whether pending changes count towards quotas
     */
    public PendingTree(ZnodeTree tree, boolean digests, boolean quotas) {
        this.tree = tree;
        this.digests = digests;
        this.quotas = quotas;
        this.digest = tree.digest();
    }

    private record Entry(PendingZnode znode, long zxid) {}

    /** @param charge null for a change that counts towards no quota */
    private record Undo(String path, Entry before, long digestBefore, PendingUsage.Charge charge) {}

    /** Starts a txn with this zxid and time. */
    public void begin(long newZxid, long newTimeMillis) {
        zxid = newZxid;
        timeMillis = newTimeMillis;
        undo = new ArrayList<>(4);
    }

    /**
     * Ends the txn.
     *
     * @return the paths that it touched, to be handed to {@link #applied} once the tree has the txn
     */
    public Touched end() {
        List<String> paths = new ArrayList<>(undo.size());
        List<PendingUsage.Charge> charges = new ArrayList<>(0);
        for (Undo each : undo) {
            paths.add(each.path);
            if (each.charge != null) {
                charges.add(each.charge);
            }
        }
        undo = List.of();
        return new Touched(zxid, paths, charges);
    }

    /** The paths that one txn changed, and how much it adds to the usage of quotas. */
    public record Touched(long zxid, List<String> paths, List<PendingUsage.Charge> charges) {}

    /** The tree has this txn now. A path that no later txn touched is read from the tree again. */
    public void applied(Touched touched) {
        usage.remove(touched.charges());
        List<String> paths = touched.paths();
        for (int i = 0; i < paths.size(); i++) {
            String path = paths.get(i);
            Entry entry = entries.get(path);
            if (entry != null && entry.zxid == touched.zxid()) {
                entries.remove(path);
                forgetEphemeral(entry.znode);
            }
        }
        if (entries.isEmpty()) {
            // A path remains here if another znode replaced the ephemeral one before the ephemeral one was
            // applied.
            pendingEphemerals.clear();
        }
    }

    /** Drops everything pending: the txns could not be logged. */
    public void reset() {
        entries.clear();
        pendingEphemerals.clear();
        usage.clear();
        digest = tree.digest();
    }

    /** @return the digest of the tree after the txn being prepared, null when digests are off */
    public TxnDigest digest() {
        return digests ? new TxnDigest(TxnDigest.VERSION, digest) : null;
    }

    long zxid() {
        return zxid;
    }

    /** @return the wall clock of the txn being prepared, milliseconds since 1970 */
    public long timeMillis() {
        return timeMillis;
    }

    /** @return the znode as it will be, or null if it will not exist */
    PendingZnode find(String path) {
        Entry entry = entries.get(path);
        if (entry != null) {
            return entry.znode.exists() ? entry.znode : null;
        }
        Znode znode = tree.find(path);
        return znode == null ? null : PendingZnode.of(path, znode);
    }

    /** @return whether a txn that is prepared and not yet applied changes this znode */
    boolean isPending(String path) {
        return entries.containsKey(path);
    }

    void create(PendingZnode znode, PendingZnode parent) {
        put(parent, parent.withChildCreated(zxid));
        put(null, znode);
        if (znode.isEphemeral()) {
            pendingEphemerals
                    .computeIfAbsent(znode.owner(), key -> new LinkedHashSet<>())
                    .add(znode.path());
        }
    }

    void delete(PendingZnode znode) {
        PendingZnode parent = find(Paths.parentOf(znode.path()));
        if (parent != null) {
            put(parent, parent.withChildDeleted(zxid));
        }
        put(znode, znode.deleted());
    }

    void change(PendingZnode before, PendingZnode after) {
        put(before, after);
    }

    private void put(PendingZnode before, PendingZnode after) {
        PendingUsage.Charge charge = quotas ? charge(before, after) : null;
        if (charge != null) {
            usage.add(charge);
        }
        undo.add(new Undo(after.path(), entries.get(after.path()), digest, charge));
        entries.put(after.path(), new Entry(after, zxid));
        if (digests) {
            digest += after.digest(nodeDigest) - (before == null ? 0 : before.digest(nodeDigest));
        }
    }

    private PendingUsage.Charge charge(PendingZnode before, PendingZnode after) {
        int count = (after.exists() ? 1 : 0) - (before == null ? 0 : 1);
        long bytes = (long) after.dataLength() - (before == null ? 0 : before.dataLength());
        String root = count == 0 && bytes == 0 ? null : tree.quotaRootOf(after.path());
        return root == null ? null : new PendingUsage.Charge(root, count, bytes);
    }

    /** @return a point to roll back to */
    int mark() {
        return undo.size();
    }

    /** Undoes every change since {@code mark}, newest first. */
    void rollback(int mark) {
        for (int i = undo.size() - 1; i >= mark; i--) {
            Undo each = undo.remove(i);
            digest = each.digestBefore;
            if (each.charge != null) {
                usage.remove(each.charge);
            }
            Entry after = each.before == null ? entries.remove(each.path) : entries.put(each.path, each.before);
            if (after != null && after.zxid == zxid && each.before == null) {
                forgetEphemeral(after.znode);
            }
        }
    }

    /** @return the paths of the ephemerals that this session will own, including those of pending txns */
    List<String> ephemeralsOf(long sessionId) {
        Set<String> paths = new LinkedHashSet<>(tree.ephemerals(sessionId));
        paths.addAll(pendingEphemerals.getOrDefault(sessionId, Set.of()));
        List<String> own = new ArrayList<>(paths.size());
        for (String path : paths) {
            PendingZnode znode = find(path);
            if (znode != null && znode.owner() == sessionId) {
                own.add(path);
            }
        }
        return own;
    }

    private void forgetEphemeral(PendingZnode znode) {
        if (!pendingEphemerals.isEmpty() && znode.isEphemeral()) {
            Set<String> paths = pendingEphemerals.get(znode.owner());
            if (paths != null && paths.remove(znode.path()) && paths.isEmpty()) {
                pendingEphemerals.remove(znode.owner());
            }
        }
    }

    /** @return whether this many more znodes and bytes at {@code path} would exceed a hard quota */
    boolean exceedsQuota(String path, int znodes, long bytes) {
        String root = tree.quotaRootOf(path);
        if (root == null) {
            return false;
        }
        PendingZnode limits = find(QUOTA + root + "/zookeeper_limits");
        PendingZnode stats = find(QUOTA + root + "/zookeeper_stats");
        if (limits == null || stats == null) {
            return false;
        }
        Quota limit = Quota.parse(limits.data());
        if (!limit.wellFormed() && unreadable.size() < UNREADABLE_MAX && unreadable.add(root)) {
            // Any client may write the limits. So a limit that cannot be read does not apply; otherwise all
            // writes below would fail.
            LOG.warn(
                    "the quota of {} cannot be read, and limits only what can: {}{}/zookeeper_limits",
                    root,
                    QUOTA,
                    root);
        }
        Quota used = Quota.parse(stats.data());
        PendingUsage.Charge pending = usage.of(root);
        if (znodes > 0
                && limit.countHardLimit() > -1
                && used.count() + pending.count() + znodes > limit.countHardLimit()) {
            return true;
        }
        return bytes != 0
                && limit.byteHardLimit() > -1
                && used.bytes() + pending.bytes() + bytes > limit.byteHardLimit();
    }
}
