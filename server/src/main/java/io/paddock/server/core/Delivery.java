// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

/** Something for a connection that must reach it in the order in which txns were applied. */
public interface Delivery {
    /** Runs on the connection's event loop, inside its shard's read slot. */
    void deliver();
}
