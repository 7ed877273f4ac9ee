// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.server.ops.PendingTree;

/**
 * A txn between prepare and apply.
 *
 * @param zxid its place in the order
 * @param logged what is logged and applied; null for a write that is only answered, behind all that came before it
 * @param touched what it holds in the pending tree; null if nothing is logged
 * @param write the client's write it came from; null for the server's own and for sessions
 * @param opened the session that begins with it, with the client that waits for it; else null
 */
record Prepared(long zxid, LoggedTxn logged, PendingTree.Touched touched, OrderedRequest write, OpenedSession opened) {
    /** A write that changes nothing and takes no zxid: its answer carries the last one before it. */
    static Prepared unlogged(long zxid, OrderedRequest write) {
        return new Prepared(zxid, null, null, write, null);
    }
}
