// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

/**
 * Keeps the usage texts of quotas up to date while the tree changes. The znodes below
 * {@code /zookeeper/quota} are the index: the quota of {@code /a/b} is in the children of
 * {@code /zookeeper/quota/a/b}. This class changes only data: no version, no zxid, and no watch fires.
 */
final class QuotaUsage {
    static final String ROOT = "/zookeeper/quota";
    static final String LIMITS = "zookeeper_limits";
    static final String STATS = "zookeeper_stats";

    private final ZnodeTree tree;
    /** Cached until it is deleted, because every txn needs it. */
    private Znode quotas;

    private Znode foundBelow;

    QuotaUsage(ZnodeTree tree) {
        this.tree = tree;
    }

    /**
     * @return the length of the prefix of {@code path} that is its deepest subtree under quota; 0 when no
     *   quota covers it
     */
    int rootLength(String path) {
        Znode mirrors = quotas();
        if (mirrors == null || mirrors.numChildren() == 0) {
            return 0;
        }
        int deepest = 0;
        int from = 1;
        for (Znode mirror = mirrors; from <= path.length(); ) {
            int to = path.indexOf('/', from);
            to = to < 0 ? path.length() : to;
            mirror = mirror.child(path, from, to);
            if (mirror == null) {
                break;
            }
            if (mirror.child(LIMITS) != null) {
                deepest = to;
            }
            from = to + 1;
        }
        return deepest;
    }

    private Znode quotas() {
        if (quotas == null || quotas.isDetached() || foundBelow != tree.root()) {
            quotas = tree.find(ROOT);
            foundBelow = tree.root();
        }
        return quotas;
    }

    /** Adds a difference to the usage of the deepest quota above {@code path}. Only that quota counts it. */
    void charge(String path, long countChange, long bytesChange) {
        int length = rootLength(path);
        if (length == 0) {
            return;
        }
        Znode stats = statsOf(path.substring(0, length));
        if (stats != null) {
            tree.replaceDataSilently(
                    stats,
                    Quota.parse(stats.data()).plus(countChange, bytesChange).toBytes());
        }
    }

    /** Replaces a new usage text at once by the counted usage. */
    void created(String path) {
        if (Quota.isUsage(path)) {
            recount(path.substring(ROOT.length(), path.length() - STATS.length() - 1));
        }
    }

    /** Counts every subtree under quota, after a snapshot was loaded. */
    void recountAll() {
        Znode mirrors = quotas();
        if (mirrors != null) {
            mirrors.forEachBelow(each -> {
                if (each.isNamed(LIMITS, 0, LIMITS.length()) && each.parent() != mirrors) {
                    recount(each.parent().path().substring(ROOT.length()));
                }
            });
        }
    }

    Znode statsOf(String root) {
        return tree.find(ROOT + root + "/" + STATS);
    }

    private void recount(String root) {
        Znode stats = statsOf(root);
        if (stats != null) {
            Znode top = tree.find(root);
            long[] usage = new long[2];
            if (top != null) {
                usage[0] = 1;
                usage[1] = top.dataLength();
                top.forEachBelow(each -> {
                    usage[0]++;
                    usage[1] += each.dataLength();
                });
            }
            tree.replaceDataSilently(stats, Quota.usage(usage[0], usage[1]).toBytes());
        }
    }
}
