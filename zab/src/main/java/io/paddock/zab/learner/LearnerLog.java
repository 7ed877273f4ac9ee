// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.learner;

import io.paddock.protocol.quorum.LearnerMessage.Ack;
import io.paddock.zab.member.Ledger;
import io.paddock.zab.member.LoggedProposal;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Brings what the leader sends into this member's log. It finds what the log already has, appends the rest,
 * and acks what is durable.
 */
final class LearnerLog {
    private final Ledger ledger;
    private final ReceivedProposals arrivals;
    private final LeaderConnection line;
    private final boolean isObserver;
    private final Deque<Long> unacked = new ArrayDeque<>();

    /** @param isObserver whether this learner is an observer, whose acks the leader does not wait for */
    LearnerLog(Ledger ledger, ReceivedProposals arrivals, LeaderConnection line, boolean isObserver) {
        this.ledger = ledger;
        this.arrivals = arrivals;
        this.line = line;
        this.isObserver = isObserver;
    }

    /**
     * Computes how much of the log stays. If the leader proposes a txn again exactly as the log has it, the
     * txn is not truncated. So it is on this disk at all times.
     *
     * @return the zxid with which the log shall end
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

    /** Takes over the configurations in the log, once the log is the leader's history. */
    void takeOver(Configurations configurations) {
        configurations.onHistoryHeld(ledger.lastLogged());
        for (LoggedProposal kept : arrivals.waiting()) {
            if (kept.zxid() <= ledger.lastLogged()) {
                configurations.logged(kept.zxid());
            }
        }
    }

    /** Appends every received proposal up to {@code upTo}. */
    void log(long upTo, Configurations configurations) {
        for (LoggedProposal proposal : arrivals.takeUpTo(upTo)) {
            write(proposal, configurations);
        }
    }

    /** Appends every received proposal up to {@code upTo}, and notes that the leader waits for its ack. */
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

    /** Acks the proposals that have become durable. */
    void ackWhatIsDurable() {
        while (!unacked.isEmpty() && unacked.peekFirst() <= ledger.durable()) {
            long zxid = unacked.removeFirst();
            if (!isObserver) {
                line.say(new Ack(zxid));
            }
        }
    }
}
