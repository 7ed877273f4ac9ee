// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much pending txns will add to each quota's usage, which counts only applied txns. The sums are kept up
 * to date. If each check added up all pending txns, a multi of n parts would cost n². Owned by the core
 * thread.
 */
final class PendingUsage {
    private final Map<String, Charge> byRoot = new HashMap<>();

    /**
     * A change of one quota's usage.
     *
     * @param root the subtree with the quota
     */
    record Charge(String root, long count, long bytes) {
        private Charge plus(long moreCount, long moreBytes) {
            return new Charge(root, count + moreCount, bytes + moreBytes);
        }
    }

    void add(Charge charge) {
        sum(charge.root, charge.count, charge.bytes);
    }

    /** Removes the charges of txns that have been applied, or will not be. */
    void remove(List<Charge> charges) {
        for (Charge each : charges) {
            remove(each);
        }
    }

    void remove(Charge charge) {
        sum(charge.root, -charge.count, -charge.bytes);
    }

    void clear() {
        byRoot.clear();
    }

    /** @return the sum for one quota */
    Charge of(String root) {
        return byRoot.getOrDefault(root, new Charge(root, 0, 0));
    }

    private void sum(String root, long count, long bytes) {
        Charge sum = of(root).plus(count, bytes);
        if (sum.count == 0 && sum.bytes == 0) {
            byRoot.remove(root);
        } else {
            byRoot.put(root, sum);
        }
    }
}
