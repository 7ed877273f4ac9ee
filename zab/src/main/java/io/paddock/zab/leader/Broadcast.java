// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LeaderMessage.Commit;
import io.paddock.protocol.quorum.LeaderMessage.CommitAndActivate;
import io.paddock.protocol.quorum.LeaderMessage.Inform;
import io.paddock.protocol.quorum.LeaderMessage.InformAndActivate;
import io.paddock.protocol.quorum.LeaderMessage.Proposal;
import io.paddock.protocol.quorum.LeaderMessage.Synced;
import io.paddock.protocol.quorum.Reconfiguration;
import io.paddock.zab.door.Check;
import io.paddock.zab.door.Effect;
import io.paddock.zab.member.LoggedProposal;
import io.paddock.zab.member.Member;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Zab's phase 3 on an established leader: it sends proposals, counts acks, and sends commits in zxid order.
 */
final class Broadcast {
    private final Member member;
    private final Followers followers;
    private final Deque<LoggedProposal> outstanding = new ArrayDeque<>();
    private final Deque<WaitingSync> syncs = new ArrayDeque<>();
    private final DesignatedLeader succession;
    private long lastProposed;
    private long lastCommitted;
    private EnsembleConfig reconfiguration;
    private long designated;

    private record WaitingSync(long zxid, long link) {}

    /** @param settled the last zxid of the initial history */
    Broadcast(Member member, Followers followers, long epoch, long settled) {
        this.member = member;
        this.followers = followers;
        this.succession = new DesignatedLeader(member, followers);
        this.designated = member.sid();
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

    /** @return whether every proposed txn is committed */
    boolean isQuiet() {
        return outstanding.isEmpty();
    }

    void propose(long zxid, Payload txn) {
        boolean isFirst = Zxid.counterOf(lastProposed) == 0 && Zxid.epochOf(zxid) == Zxid.epochOf(lastProposed);
        Check.that(
                zxid == lastProposed + 1 || isFirst && zxid > lastProposed,
                "zxids follow each other",
                zxid,
                lastProposed);
        lastProposed = zxid;
        outstanding.addLast(new LoggedProposal(zxid, txn));
        proposeConfiguration(zxid, txn);
        Proposal proposal = new Proposal(zxid, txn);
        for (Follower follower : followers.view()) {
            if (follower.isRegistered() && !follower.isObserver()) {
                propose(follower, proposal);
            }
        }
        // The leader writes its own log after it has sent the proposal, so that all disks work at the same
        // time.
        member.ledger().append(zxid, txn);
    }

    // From this proposal on, commits need a quorum of both the old and the new configuration. That includes
    // this proposal itself.
    private void proposeConfiguration(long zxid, Payload txn) {
        Optional<EnsembleConfig> config =
                member.settings().reconfigEnabled() ? Reconfiguration.in(txn) : Optional.empty();
        if (config.isPresent()) {
            Check.that(
                    config.get().version() == zxid,
                    "a configuration's version is its zxid",
                    config.get().version(),
                    zxid);
            Check.that(!member.ensemble().isChanging(), "one reconfiguration at a time", zxid, lastCommitted);
            reconfiguration = config.get();
            member.propose(reconfiguration);
        }
    }

    private void propose(Follower follower, Proposal proposal) {
        follower.proposed(proposal.zxid(), member.nowMillis());
        followers.send(follower, proposal);
    }

    /**
     * Sends the proposals that are not committed yet to a learner that has just received the committed
     * history.
     */
    void tellOutstanding(Follower follower) {
        if (!follower.isObserver()) {
            outstanding.forEach(each -> propose(follower, new Proposal(each.zxid(), each.txn())));
        }
    }

    /**
     * Commits every proposal that a quorum holds, one by one in zxid order, whatever order the acks came in.
     * After a reconfiguration that takes the leader out, it commits nothing: the next leader decides about
     * later proposals.
     */
    void commitWhatAQuorumHolds() {
        while (!outstanding.isEmpty()
                && isOurs()
                && isHeldByAQuorum(outstanding.peekFirst().zxid())) {
            commit(outstanding.removeFirst());
        }
    }

    /**
     * @return whether this member still leads: no committed reconfiguration has made another member leader
     */
    boolean isOurs() {
        return designated == member.sid();
    }

    /** @return the id of the member that leads from here on */
    long designated() {
        return designated;
    }

    private boolean isHeldByAQuorum(long zxid) {
        List<Long> holders = new ArrayList<>();
        if (member.ledger().durable() >= zxid) {
            holders.add(member.sid());
        }
        for (Follower follower : followers.view()) {
            if (!follower.isObserver() && follower.ackedUpTo() >= zxid) {
                holders.add(follower.sid());
            }
        }
        return member.ensemble().isQuorumFor(zxid, holders)
                || holders.contains(member.sid())
                        && followers.acking().size() == 1
                        && member.ensemble().isQuorumAlone(holders);
    }

    private void commit(LoggedProposal proposal) {
        long zxid = proposal.zxid();
        lastCommitted = zxid;
        if (reconfiguration != null && reconfiguration.version() == zxid) {
            designated = succession.under(reconfiguration, zxid);
            tell(new CommitAndActivate(zxid, designated), new InformAndActivate(zxid, designated, proposal.txn()));
            member.emit(new Effect.CommitUpTo(zxid));
            member.activate(reconfiguration);
            reconfiguration = null;
        } else {
            tell(new Commit(zxid), new Inform(zxid, proposal.txn()));
            member.emit(new Effect.CommitUpTo(zxid));
        }
        while (!syncs.isEmpty() && syncs.peekFirst().zxid() <= lastCommitted) {
            answerSync(syncs.removeFirst().link());
        }
    }

    private void tell(LeaderMessage toVoters, LeaderMessage toObservers) {
        for (Follower follower : followers.view()) {
            if (follower.isRegistered()) {
                followers.send(follower, follower.isObserver() ? toObservers : toVoters);
            }
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
