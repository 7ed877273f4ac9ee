// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.learner;

import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.zab.member.LoggedProposal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What a leader has proposed on one connection, and how much of it is committed. This class checks the
 * leader: zxids have no hole within an epoch, and commits come in the order of the proposals. A commit for a
 * txn that the leader did not send here is an error.
 */
final class ReceivedProposals {
    private final Deque<LoggedProposal> notLogged = new ArrayDeque<>();
    private final Deque<LoggedProposal> notCommitted = new ArrayDeque<>();
    private long base;
    private long last;
    private long committed;
    private LoggedProposal lastCommitted;

    /**
     * Sets the zxid with which, for the leader, this member's log ends. Everything that the leader sends
     * follows this zxid.
     */
    void startAt(long zxid) {
        notLogged.clear(); // Proposals of an earlier connection, before this member asked for a snapshot.
        notCommitted.clear();
        base = zxid;
        last = zxid;
        committed = zxid;
    }

    /** @return the zxid with which this member's log was to end when the leader began to send */
    long base() {
        return base;
    }

    /**
     * Notes a proposal.
     *
     * @return the error in it, if there is one
     */
    Optional<String> proposed(long zxid, Payload txn) {
        if (zxid <= base) {
            return Optional.empty(); // The snapshot has it. Apache ZooKeeper may send it again.
        }
        boolean follows = Zxid.epochOf(zxid) == Zxid.epochOf(last) ? zxid == last + 1 : zxid > last;
        if (!follows) {
            return Optional.of("proposal 0x" + Zxid.hex(zxid) + " does not follow 0x" + Zxid.hex(last));
        }
        last = zxid;
        LoggedProposal proposal = new LoggedProposal(zxid, txn);
        notLogged.addLast(proposal);
        notCommitted.addLast(proposal);
        return Optional.empty();
    }

    /**
     * Notes a commit.
     *
     * @return the error in it, if there is one
     */
    Optional<String> committed(long zxid) {
        if (zxid <= base) {
            return Optional.empty();
        }
        if (notCommitted.isEmpty() || notCommitted.peekFirst().zxid() != zxid) {
            return Optional.of("commit of 0x" + Zxid.hex(zxid) + " where 0x"
                    + (notCommitted.isEmpty()
                            ? "nothing"
                            : Zxid.hex(notCommitted.peekFirst().zxid())) + " is next");
        }
        lastCommitted = notCommitted.removeFirst();
        committed = zxid;
        return Optional.empty();
    }

    /** @return the last zxid known to be committed; the base if no later one is */
    long committed() {
        return committed;
    }

    /**
     * @return the last committed txn, if its zxid is {@code zxid}. Otherwise null: no txn has been committed
     *     here, or the commit brought nothing new
     */
    LoggedProposal committedTxn(long zxid) {
        return lastCommitted != null && lastCommitted.zxid() == zxid ? lastCommitted : null;
    }

    /** @return the proposals up to {@code zxid} that have not been taken yet, in order. Takes them */
    List<LoggedProposal> takeUpTo(long zxid) {
        List<LoggedProposal> taken = new ArrayList<>();
        while (!notLogged.isEmpty() && notLogged.peekFirst().zxid() <= zxid) {
            taken.add(notLogged.removeFirst());
        }
        return taken;
    }

    /** @return all proposals that have not been taken yet, in order. Does not take them */
    List<LoggedProposal> waiting() {
        return List.copyOf(notLogged);
    }
}
