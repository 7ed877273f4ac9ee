// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

/**
 * The number of departed clients of one loop whose requests are still being served. The number is limited.
 * Confined to the loop.
 */
final class DepartedClients {
    private static final int MAX = 4096;

    private int count;

    /**
     * Counts one more.
     *
     * @return whether its requests may still be served
     */
    boolean add() {
        count++;
        return count <= MAX;
    }

    void remove() {
        count--;
    }
}
