// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.gather;

import io.paddock.storage.tree.Quota;
import io.paddock.storage.tree.Znode;
import io.paddock.storage.tree.ZnodeTree;
import java.util.Map;

/**
 * Limits and usage of each top-level znode that has a quota, or has quotas below it, which are added up. A
 * hard limit counts before a soft one. Without a limit there is no line. Call it inside a slot.
 */
final class NamespaceQuotas {
    private static final String QUOTAS = "/zookeeper/quota";
    private static final String LIMITS = "zookeeper_limits";

    private final ZnodeTree tree;

    NamespaceQuotas(ZnodeTree tree) {
        this.tree = tree;
    }

    void addTo(Map<String, Number> all) {
        Znode quotas = tree.find(QUOTAS);
        if (quotas != null) {
            quotas.forEachChild(namespace -> addBelow(namespace.name(), "/" + namespace.name(), namespace, all));
        }
    }

    private void addBelow(String namespace, String root, Znode at, Map<String, Number> all) {
        if (at.child(LIMITS) != null) {
            add(namespace, root, all);
        }
        at.forEachChild(child -> {
            if (child.numChildren() > 0) {
                addBelow(namespace, root + "/" + child.name(), child, all);
            }
        });
    }

    private void add(String namespace, String root, Map<String, Number> all) {
        Quota limits = tree.quotaLimits(root);
        sum(namespace, "quota_count_limit", first(limits.countHardLimit(), limits.count()), all);
        sum(namespace, "quota_bytes_limit", first(limits.byteHardLimit(), limits.bytes()), all);
        Quota usage = tree.quotaUsage(root);
        if (usage != null) {
            sum(namespace, "quota_count_usage", usage.count(), all);
            sum(namespace, "quota_bytes_usage", usage.bytes(), all);
        }
    }

    private static long first(long hard, long soft) {
        return hard > Quota.NONE ? hard : soft;
    }

    private static void sum(String namespace, String name, long value, Map<String, Number> all) {
        if (value > Quota.NONE) {
            all.merge(namespace + "_" + name + "_per_namespace", value, (a, b) -> a.longValue() + b.longValue());
        }
    }
}
