// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

/**
 * A read that keeps its place among its session's writes, because one of them is not yet applied. The core
 * answers the read when everything before it has been applied and nothing after it.
 */
public interface OrderedRead {
    /** Reads the tree. Runs on the core thread while it holds all slots; must not throw. */
    void answer();
}
