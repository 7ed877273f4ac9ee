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
 * What a leader has proposed on one connection, and how much of it is committed. It holds the leader to its word: zxids without a hole inside
 * an epoch, commits in the order of the proposals, none for a txn it did not send here.
 */
final class ReceivedProposals {
    private final Deque<LoggedProposal> notLogged = new ArrayDeque<>();
    private final Deque<LoggedProposal> notCommitted = new ArrayDeque<>();
    private long base;
    private long last;
    private long committed;
    private LoggedProposal lastCommitted;

    /** Our log as the leader thinks of it: everything it sends follows this zxid. */
    void startAt(long zxid) {
        notLogged.clear(); // What came before it asked for a snapshot is nothing to it any more.
        notCommitted.clear();
        base = zxid;
        last = zxid;
        committed = zxid;
    }

    /** @return where our log was to end when the leader began to send */
    long base() {
        return base;
    }

    /** @return what is wrong with it, if anything */
    Optional<String> proposed(long zxid, Payload txn) {
        if (zxid <= base) {
            return Optional.empty(); // Already in the snapshot: the reference server may repeat what it sent as state.
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

    /** @return what is wrong with it, if anything */
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

    /** @return the last zxid known to be committed; the base, when nothing behind it is */
    long committed() {
        return committed;
    }

    /** @return the txn committed last; null when none has been here, or its commit said nothing new */
    LoggedProposal committedTxn(long zxid) {
        return lastCommitted != null && lastCommitted.zxid() == zxid ? lastCommitted : null;
    }

    /** @return what was proposed and not yet taken, in order, up to a zxid */
    List<LoggedProposal> takeUpTo(long zxid) {
        List<LoggedProposal> taken = new ArrayList<>();
        while (!notLogged.isEmpty() && notLogged.peekFirst().zxid() <= zxid) {
            taken.add(notLogged.removeFirst());
        }
        return taken;
    }

    /** @return the same, without taking it */
    List<LoggedProposal> waiting() {
        return List.copyOf(notLogged);
    }
}
