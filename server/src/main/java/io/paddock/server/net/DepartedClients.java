// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

/** How many clients of one loop have gone while what they sent is still being served; bounded. Confined to the loop. */
final class DepartedClients {
    private static final int MAX = 4096;

    private int count;

    /** @return whether one more may be served after it has gone */
    boolean add() {
        count++;
        return count <= MAX;
    }

    void remove() {
        count--;
    }
}
