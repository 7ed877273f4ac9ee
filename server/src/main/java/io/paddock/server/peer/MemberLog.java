// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.Payload;
import io.paddock.server.core.ProposalLog;

/**
 * The log, if this member keeps one: an observer may be configured not to ({@code syncEnabled=false}). Then
 * its disk lags behind its tree, at some point of the same history. Until a leader has sent it everything, it
 * must not truncate the log and must not vote. On the core thread.
 */
final class MemberLog {
    private final ProposalLog log;
    private final boolean observersLog;
    private boolean lacks;

    /**
     * Appends to a log.
     *
     * @param log the log
     * @param observersLog whether an observer writes the txns that it receives
     */
    MemberLog(ProposalLog log, boolean observersLog) {
        this.log = log;
        this.observersLog = observersLog;
    }

    /**
     * Appends a txn, unless this member keeps no log.
     *
     * @return whether the log will report that the txn is durable
     */
    boolean append(long zxid, Payload txn, boolean isObserver) {
        if (isObserver && !observersLog) {
            lacks = true;
            return false;
        }
        log.append(zxid, txn);
        return true;
    }

    /** @return whether the tree holds txns that the disk lacks */
    boolean lacks() {
        return lacks;
    }

    /** Notes that tree and disk are equal again. */
    void isWhole() {
        lacks = false;
    }
}
