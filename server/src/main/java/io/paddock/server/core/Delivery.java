// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

/**
 * A reply or an event for one connection. It must reach the connection in the order in which txns were
 * applied.
 */
public interface Delivery {
    /** Runs on the connection's event loop, inside its shard's read slot. */
    void deliver();
}
