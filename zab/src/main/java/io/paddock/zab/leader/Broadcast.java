// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LeaderMessage.Commit;
import io.paddock.protocol.quorum.LeaderMessage.Inform;
import io.paddock.protocol.quorum.LeaderMessage.Proposal;
import io.paddock.protocol.quorum.LeaderMessage.Synced;
import io.paddock.zab.ensemble.Ensemble;
import io.paddock.zab.member.Member;
import io.paddock.zab.port.Check;
import io.paddock.zab.port.Effect;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;

/** The established leader's part of Zab's phase 3: proposals go out, acks come in, commits leave in order. */
final class Broadcast {
    private final Member member;
    private final Followers followers;
    private final Deque<Outstanding> outstanding = new ArrayDeque<>();
    private final Deque<WaitingSync> syncs = new ArrayDeque<>();
    private long lastProposed;
    private long lastCommitted;

    /** @param ensemble who had a say when it was proposed: a reconfiguration behind it changes nothing for it */
    private record Outstanding(long zxid, Payload txn, Ensemble ensemble) {}

    private record WaitingSync(long zxid, long link) {}

    /** @param settled the end of the initial history */
    Broadcast(Member member, Followers followers, long epoch, long settled) {
        this.member = member;
        this.followers = followers;
        this.lastProposed = Zxid.of(epoch, 0);
        this.lastCommitted = settled;
    }

    long lastProposed() {
        return lastProposed;
    }

    int pendingSyncs() {
        return syncs.size();
    }

    long lastCommitted() {
        return lastCommitted;
    }

    /** @return whether all that was proposed is committed */
    boolean isQuiet() {
        return outstanding.isEmpty();
    }

    void propose(long zxid, Payload txn) {
        Check.that(zxid == lastProposed + 1, "zxids follow each other", zxid, lastProposed);
        lastProposed = zxid;
        outstanding.addLast(new Outstanding(zxid, txn, member.ensemble()));
        Proposal proposal = new Proposal(zxid, txn);
        for (Follower follower : followers.all()) {
            if (follower.isRegistered() && !follower.isObserver()) {
                propose(follower, proposal);
            }
        }
        // After the sends: the others' disks work while ours does.
        member.ledger().append(zxid, txn);
    }

    private void propose(Follower follower, Proposal proposal) {
        follower.proposed(proposal.zxid(), member.nowMillis());
        followers.send(follower, proposal);
    }

    /** What is proposed and not committed, for a learner that has just been brought to what is. */
    void tellOutstanding(Follower follower) {
        if (!follower.isObserver()) {
            outstanding.forEach(each -> propose(follower, new Proposal(each.zxid(), each.txn())));
        }
    }

    /** Commits leave one by one, in zxid order, whatever order the acks came in. */
    void commitWhatAQuorumHolds() {
        while (!outstanding.isEmpty() && isHeldByAQuorum(outstanding.peekFirst())) {
            commit(outstanding.removeFirst());
        }
    }

    private boolean isHeldByAQuorum(Outstanding proposal) {
        Set<Long> holders = new TreeSet<>();
        if (member.ledger().durable() >= proposal.zxid()) {
            holders.add(member.sid());
        }
        for (Follower follower : followers.all()) {
            if (!follower.isObserver() && follower.ackedUpTo() >= proposal.zxid()) {
                holders.add(follower.sid());
            }
        }
        return proposal.ensemble().isQuorum(holders);
    }

    private void commit(Outstanding proposal) {
        lastCommitted = proposal.zxid();
        LeaderMessage commit = new Commit(proposal.zxid());
        LeaderMessage inform = new Inform(proposal.zxid(), proposal.txn());
        for (Follower follower : followers.all()) {
            if (follower.isRegistered()) {
                followers.send(follower, follower.isObserver() ? inform : commit);
            }
        }
        member.emit(new Effect.CommitUpTo(proposal.zxid()));
        while (!syncs.isEmpty() && syncs.peekFirst().zxid() <= lastCommitted) {
            answerSync(syncs.removeFirst().link());
        }
    }

    void sync(Follower follower) {
        if (outstanding.isEmpty()) {
            answerSync(follower.link());
        } else {
            syncs.addLast(new WaitingSync(lastProposed, follower.link()));
        }
    }

    private void answerSync(long link) {
        Follower follower = followers.at(link);
        if (follower != null) {
            followers.send(follower, new Synced());
        }
    }
}
