// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.learner;

import io.paddock.protocol.quorum.LearnerMessage.Ack;
import io.paddock.zab.member.Ledger;
import io.paddock.zab.member.LoggedProposal;
import java.util.ArrayDeque;
import java.util.Deque;

/** How what has come from the leader gets into our log: what of it we have already, what is written, what is acked once it is durable. */
final class LearnerLog {
    private final Ledger ledger;
    private final ReceivedProposals arrivals;
    private final LeaderConnection line;
    private final boolean isObserver;
    private final Deque<Long> unacked = new ArrayDeque<>();

    /** @param isObserver whether nobody waits for our acks */
    LearnerLog(Ledger ledger, ReceivedProposals arrivals, LeaderConnection line, boolean isObserver) {
        this.ledger = ledger;
        this.arrivals = arrivals;
        this.line = line;
        this.isObserver = isObserver;
    }

    /**
     * How much of our log stays. What is proposed again just as we have it is not cut, so it never ceases to be on our disk.
     *
     * @return the zxid it is to end with
     */
    long keptEnd() {
        long end = Math.min(ledger.lastLogged(), arrivals.base());
        for (LoggedProposal proposed : arrivals.waiting()) {
            LoggedProposal own = ledger.recent().find(proposed.zxid());
            if (own == null || !own.txn().equals(proposed.txn())) {
                break;
            }
            end = proposed.zxid();
        }
        return end;
    }

    /** What the log says about the ensemble once it is the leader's history. */
    void takeOver(Configurations configurations) {
        configurations.onHistoryHeld(ledger.lastLogged());
        for (LoggedProposal kept : arrivals.waiting()) {
            if (kept.zxid() <= ledger.lastLogged()) {
                configurations.logged(kept.zxid());
            }
        }
    }

    /** Writes all that has come up to {@code upTo}. */
    void log(long upTo, Configurations configurations) {
        for (LoggedProposal proposal : arrivals.takeUpTo(upTo)) {
            write(proposal, configurations);
        }
    }

    /** The same, of proposals that the leader waits for. */
    void logAndAck(long upTo, Configurations configurations) {
        for (LoggedProposal proposal : arrivals.takeUpTo(upTo)) {
            write(proposal, configurations);
            unacked.addLast(proposal.zxid());
        }
    }

    private void write(LoggedProposal proposal, Configurations configurations) {
        configurations.logged(proposal.zxid());
        if (proposal.zxid() > ledger.lastLogged()) {
            ledger.append(proposal.zxid(), proposal.txn());
        }
    }

    /** Says so of what has become durable. */
    void ackWhatIsDurable() {
        while (!unacked.isEmpty() && unacked.peekFirst() <= ledger.durable()) {
            long zxid = unacked.removeFirst();
            if (!isObserver) {
                line.say(new Ack(zxid));
            }
        }
    }
}
