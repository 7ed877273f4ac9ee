// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.server.ops.PendingTree;

/**
 * A txn between prepare and apply.
 *
 * @param zxid its place in the order
 * @param logged the txn that is logged and applied; null for a request that is only answered, after
 *     everything that came before it
 * @param touched what the txn changed in the pending tree; null if nothing is logged
 * @param write the client's request that the txn came from; null for the server's own txns and for new
 *     sessions
 * @param opened the session that begins with this txn, and the client that waits for it; otherwise null
 */
record Prepared(long zxid, LoggedTxn logged, PendingTree.Touched touched, OrderedRequest write, OpenedSession opened) {
    /** A request that changes nothing and takes no zxid. Its answer carries the last zxid before it. */
    static Prepared unlogged(long zxid, OrderedRequest write) {
        return new Prepared(zxid, null, null, write, null);
    }
}
