// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.server.ops.PendingTree;

/**
 * A txn between prepare and apply.
 *
 * @param touched what it holds in the pending tree
 * @param write the client's write it came from; null for the server's own and for sessions
 * @param opened the session that begins with it, with the client that waits for it; else null
 */
record Prepared(LoggedTxn logged, PendingTree.Touched touched, Write write, OpenedSession opened) {
    long zxid() {
        return logged.header().zxid();
    }
}
