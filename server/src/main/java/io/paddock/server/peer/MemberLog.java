// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.Payload;
import io.paddock.server.core.ProposalLog;

/**
 * The log, as far as a member keeps one: an observer may be told not to ({@code syncEnabled=false}). Then its disk stays behind its tree, at some point
 * of the same history, and it must neither cut it nor have a say before it has been given everything anew. On the core thread.
 */
final class MemberLog {
    private final ProposalLog log;
    private final boolean observersLog;
    private boolean lacks;

    /** @param observersLog false: what is learned as an observer is not written */
    MemberLog(ProposalLog log, boolean observersLog) {
        this.log = log;
        this.observersLog = observersLog;
    }

    /** @return whether the log will tell when it is durable; otherwise nobody does */
    boolean append(long zxid, Payload txn, boolean isObserver) {
        if (isObserver && !observersLog) {
            lacks = true;
            return false;
        }
        log.append(zxid, txn);
        return true;
    }

    /** @return whether there are txns that are in the tree and not on disk */
    boolean lacks() {
        return lacks;
    }

    /** Tree and disk are the same again. */
    void isWhole() {
        lacks = false;
    }
}
