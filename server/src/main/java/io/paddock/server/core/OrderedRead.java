// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

/**
 * A read that keeps its place among its session's writes while those are on their way to the disk: the core answers it when all before it
 * has been applied and nothing behind it has.
 */
public interface OrderedRead {
    /** Reads the tree. On the core thread while it holds all slots; must not throw. */
    void answer();
}
