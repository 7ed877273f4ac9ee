// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What pending txns will add to each quota's usage, which itself only counts what is applied. Kept as a sum: to go over all that is pending
 * at each check would make a multi of n parts cost n². Owned by the core thread.
 */
final class PendingUsage {
    private final Map<String, Charge> byRoot = new HashMap<>();

    /** A difference to the usage of one quota. @param root the subtree under quota */
    record Charge(String root, long count, long bytes) {
        private Charge plus(long moreCount, long moreBytes) {
            return new Charge(root, count + moreCount, bytes + moreBytes);
        }
    }

    void add(Charge charge) {
        sum(charge.root, charge.count, charge.bytes);
    }

    /** They have been applied, or will not be. */
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
