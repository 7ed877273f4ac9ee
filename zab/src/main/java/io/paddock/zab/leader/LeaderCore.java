// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LeaderMessage.LeaderInfo;
import io.paddock.protocol.quorum.LeaderMessage.NewLeader;
import io.paddock.protocol.quorum.LeaderMessage.UpToDate;
import io.paddock.protocol.quorum.LearnerInfo;
import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.protocol.quorum.LearnerMessage.Ack;
import io.paddock.protocol.quorum.LearnerMessage.AckEpoch;
import io.paddock.protocol.quorum.LearnerMessage.Hello;
import io.paddock.protocol.quorum.LearnerMessage.Pong;
import io.paddock.protocol.quorum.LearnerMessage.Request;
import io.paddock.protocol.quorum.LearnerMessage.Revalidate;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.LogSpot;
import io.paddock.zab.leader.Follower.Stage;
import io.paddock.zab.member.HistoryPosition;
import io.paddock.zab.member.Ledger;
import io.paddock.zab.member.Member;
import io.paddock.zab.member.Vote;
import java.util.Optional;
import java.util.Set;

/**
 * The leader, from its election until it gives up the role. It goes through the phases of the Zab paper:
 *
 * <pre>
 * EPOCH      a quorum tells the epochs it has promised; the new epoch is above all of them      (phase 1, CEPOCH)
 * PROMISING  the leader saves its own promise to disk                                           (NEWEPOCH)
 * HISTORY    a quorum promises, and no member of it has a newer history than the leader         (ACK-E)
 * OPENING    the leader saves currentEpoch to disk
 * SYNC       a quorum takes over the leader's history                                           (phase 2, NEWLEADER)
 * BROADCAST  each new txn gets a zxid, goes to all learners, and is committed by a quorum       (phase 3)
 * RETIRED    the configuration in force names another leader: nothing is committed, and the learners leave
 * </pre>
 *
 * In the paper, the chosen follower sends its history to the leader. In ZooKeeper, the election ensures that
 * the leader already has that history, and phase HISTORY checks it.
 */
public final class LeaderCore implements LearnerMessage.Handler {
    private enum Phase {
        EPOCH,
        PROMISING,
        HISTORY,
        OPENING,
        SYNC,
        BROADCAST,
        RETIRED
    }

    private final Member member;
    private final Ledger ledger;
    private final Followers followers;
    private final HistoryPosition summary;
    private final Set<Long> supporters;
    private final long beganMillis;
    private final PhaseQuorum tally;
    private final Synchroniser synchroniser;
    private final LeaderExit departure;
    private final QuorumWatch quorum;
    private final OtherHistories others;
    private Phase phase = Phase.EPOCH;
    private long phaseEndsMillis;
    private long epoch;
    private Broadcast broadcast;

    /**
     * Begins to lead. The ledger must not be busy.
     *
     * @param supporters the voters that elected this leader
     */
    public LeaderCore(Member member, Set<Long> supporters) {
        this.member = member;
        this.supporters = supporters;
        this.beganMillis = member.nowMillis();
        this.ledger = member.ledger();
        this.summary = ledger.standing();
        this.followers = new Followers(member);
        this.tally = new PhaseQuorum(member, followers);
        this.synchroniser = new Synchroniser(member, followers);
        this.departure = new LeaderExit(member, followers);
        this.quorum = new QuorumWatch(member, followers, tally, departure);
        this.others = new OtherHistories(member, summary.currentEpoch());
        this.epoch = ledger.acceptedEpoch() + 1;
        // The whole log becomes the initial history, so it may be applied. Learners may get it as a snapshot
        // of the tree, which must therefore hold all of it.
        member.emit(new Effect.CommitUpTo(summary.lastZxid()));
        begin(Phase.EPOCH);
        chooseEpoch();
    }

    /** @return the epoch in which clients are served, or -1 while they are not */
    public long establishedEpoch() {
        return phase.compareTo(Phase.BROADCAST) >= 0 ? epoch : -1;
    }

    /** @return whether a quorum of {@code config} acks proposals */
    public boolean isReadyFor(EnsembleConfig config) {
        return phase == Phase.BROADCAST && member.rules().quorum().isQuorum(config, followers.acking()::contains);
    }

    /** @return what this leader sees of its learners */
    public LeaderFigures figures() {
        return followers.figures(broadcast == null ? 0 : broadcast.pendingSyncs());
    }

    private void begin(Phase next) {
        phase = next;
        phaseEndsMillis = member.nowMillis() + member.settings().initLimitMillis();
        tally.begin();
    }

    private void goOnAloneIfTold() {
        switch (phase) {
            case EPOCH -> chooseEpoch();
            case HISTORY -> openIfTheHistoryIsTheNewest();
            case SYNC -> establishIfAQuorumHoldsTheHistory();
            case BROADCAST -> commitWhatAQuorumHolds();
            case PROMISING, OPENING, RETIRED -> {} // The first two wait for the disk, the last for nothing.
        }
    }

    // --- messages of learners ---

    /** A learner sent a message. */
    public void onLearnerSaid(long link, LearnerMessage message) {
        Follower follower = followers.at(link);
        if (follower != null) {
            follower.heard(member.nowMillis());
        }
        if (follower == null != message instanceof Hello) {
            followers.close(link, "speaks out of turn: " + message);
        } else {
            message.dispatch(link, this);
        }
        quorum.judgeClosings();
    }

    /** A connection is closed. The promise of its learner still counts. */
    public void onLearnerGone(long link) {
        followers.remove(link);
        departure.goIfAllHaveLeft();
        quorum.judgeClosings();
    }

    @Override
    public void onHello(long link, Hello hello) {
        if (phase == Phase.RETIRED) {
            followers.close(link, "somebody else leads from here on");
            return;
        }
        Optional<String> refusal = Admission.refuses(member, hello);
        if (refusal.isEmpty() && establishedEpoch() < 0) {
            refusal = others.refuses(hello);
        }
        if (refusal.isPresent()) {
            followers.close(link, refusal.get());
            return;
        }
        giveWayTo(hello.info().sid());
        Follower follower = followers.add(link, hello);
        if (phase == Phase.EPOCH) {
            chooseEpoch();
        } else if (phase != Phase.PROMISING) {
            greet(follower);
        }
    }

    // The new epoch is above every epoch that a quorum has promised. So no member of that quorum can already
    // be bound to a later leader.
    private void chooseEpoch() {
        for (Follower follower : followers.all()) {
            if (isMember(follower.sid())) {
                epoch = Math.max(epoch, follower.acceptedEpoch() + 1);
            }
            // This counts observers too: one of them may be a voter of the proposed configuration and not
            // know it yet.
            tally.add(follower.sid());
        }
        // The quorum must be one of a proposed configuration too. Apache ZooKeeper asks only the one in
        // force, so two leaders that know different configurations may open the same epoch.
        if (tally.isEnough()) {
            begin(Phase.PROMISING);
            epoch = Math.max(epoch, member.firstEpoch());
            ledger.saveAcceptedEpoch(epoch);
        }
    }

    private boolean isMember(long sid) {
        return member.ensemble().isMember(sid);
    }

    private void greet(Follower follower) {
        boolean isExcluded = establishedEpoch() >= 0 && others.excludes(follower, epoch);
        if (!isExcluded && follower.acceptedEpoch() > epoch && member.ensemble().isVoter(follower.sid())) {
            Optional<String> refusal = others.refusesPromise(follower.sid());
            if (refusal.isPresent()) {
                followers.close(follower.link(), refusal.get());
                return;
            }
            // The voter has promised itself to a leader that was never established, and can never follow this
            // leader. Only a newer epoch brings it back.
            member.leave("voter " + follower.sid() + " has promised epoch " + follower.acceptedEpoch() + ", ours is "
                    + epoch);
            return;
        }
        follower.reach(Stage.ASKED);
        followers.send(follower, new LeaderInfo(epoch, LearnerInfo.PROTOCOL_VERSION));
    }

    @Override
    public void onAckEpoch(long link, AckEpoch promise) {
        Follower follower = followers.at(link);
        if (follower.stage() != Stage.ASKED) {
            followers.close(link, "ACKEPOCH unasked");
            return;
        }
        follower.promised(promise);
        Optional<String> refusal = others.refuses(follower, epoch, establishedEpoch());
        if (refusal.isPresent()) {
            followers.close(link, refusal.get());
            return;
        }
        if (phase == Phase.HISTORY && promise.currentEpoch() != AckEpoch.NOT_COUNTED) {
            countPromise(follower);
        } else if (phase.compareTo(Phase.SYNC) >= 0) {
            synchronise(follower, null);
        }
    }

    private void countPromise(Follower follower) {
        AckEpoch promise = follower.promise();
        HistoryPosition theirs = new HistoryPosition(promise.currentEpoch(), promise.lastZxid());
        tally.promised(follower.sid());
        if (member.rules().histories().compare(theirs, summary) > 0) {
            tally.setBehind();
            // If this voter counted, the leader could open the epoch without txns that only the voter holds.
            // They may be committed, and would be lost.
            followers.close(follower.link(), "has a newer history than the leader: " + theirs + " against " + summary);
        } else if (promise.lastZxid() != -1) {
            tally.add(follower.sid());
        }
        openIfTheHistoryIsTheNewest();
    }

    private void openIfTheHistoryIsTheNewest() {
        if (tally.isNewest()) {
            begin(Phase.OPENING);
            ledger.saveCurrentEpoch(epoch);
        }
    }

    private void synchronise(Follower follower, LogSpot spot) {
        long settled = broadcast == null ? summary.lastZxid() : broadcast.lastCommitted();
        if (!synchroniser.synchronise(follower, epoch, settled, spot)) {
            follower.reach(Stage.LOCATING);
            return;
        }
        follower.reach(Stage.SYNCING);
        if (broadcast != null) {
            broadcast.tellOutstanding(follower);
        }
        others.gives(follower.sid());
        followers.send(follower, new NewLeader(epoch, historysConfiguration().payload()));
    }

    // NEWLEADER carries the configuration in force at the end of the history that the learner gets, because
    // the learner activates it. A configuration that is proposed and not committed reaches the learner as a
    // proposal, like any other txn. Apache ZooKeeper's leader sends such a configuration with NEWLEADER, so
    // its learner activates it too early.
    private EnsembleConfig historysConfiguration() {
        EnsembleConfig config = broadcast == null
                ? member.ensemble().lastSeen()
                : member.ensemble().committed();
        // A configuration from files gets its first version from the first epoch. So joining servers can tell
        // that it is newer than theirs.
        boolean isFromFiles = config.version() == 0 && member.settings().reconfigEnabled();
        return isFromFiles ? config.withVersion(Zxid.of(epoch, 0)) : config;
    }

    /** The disk has looked up a learner's last zxid. */
    public void onLocated(long link, LogSpot spot) {
        Follower follower = followers.at(link);
        if (follower != null && follower.stage() == Stage.LOCATING) {
            synchronise(follower, spot);
        }
    }

    @Override
    public void onAck(long link, Ack ack) {
        Follower follower = followers.at(link);
        if (!follower.isRegistered()) {
            followers.close(link, "acked 0x" + Zxid.hex(ack.zxid()) + " before it was sent anything");
        } else if (Zxid.counterOf(ack.zxid()) == 0) {
            onHistoryHeld(follower, Zxid.epochOf(ack.zxid()));
        } else if (broadcast == null || ack.zxid() > broadcast.lastProposed()) {
            followers.close(link, "acked 0x" + Zxid.hex(ack.zxid()) + ", which was never proposed");
        } else {
            // Some releases ack proposals before NEWLEADER. Such an ack is as good as a later one.
            follower.acked(ack.zxid());
            commitWhatAQuorumHolds();
        }
    }

    private void commitWhatAQuorumHolds() {
        if (phase == Phase.BROADCAST) {
            broadcast.commitWhatAQuorumHolds();
            if (!broadcast.isOurs()) {
                retire(broadcast.designated());
            }
            handOverIfQuiet();
        }
    }

    // The learner acks NEWLEADER. A second such ack answers UPTODATE and has no meaning here.
    private void onHistoryHeld(Follower follower, long ackedEpoch) {
        if (follower.stage() != Stage.SYNCING || ackedEpoch != epoch) {
            return;
        }
        follower.reach(Stage.SYNCED);
        if (phase.compareTo(Phase.BROADCAST) >= 0) {
            followers.send(follower, new UpToDate());
            return;
        }
        if (!follower.isObserver()) {
            tally.add(follower.sid());
        }
        establishIfAQuorumHoldsTheHistory();
    }

    private void establishIfAQuorumHoldsTheHistory() {
        // An ack stays valid when its connection ends. But the leader accepts clients only while enough
        // members are connected.
        if (phase == Phase.SYNC && tally.isEnough() && quorum.requireQuorum()) {
            EnsembleConfig config = historysConfiguration();
            boolean mayStay = new DesignatedLeader(member, followers).mayStay(config);
            begin(Phase.BROADCAST);
            broadcast = new Broadcast(member, followers, epoch, summary.lastZxid());
            quorum.begin();
            member.activate(config);
            followers.all().stream()
                    .filter(each -> each.stage() == Stage.SYNCED)
                    .forEach(each -> followers.send(each, new UpToDate()));
            if (mayStay) {
                member.serve(epoch);
            } else {
                // The configuration in the leader's own history takes the leader out. Each member that learns
                // of it looks for a leader again.
                retire(Vote.NOBODY);
            }
        }
    }

    @Override
    public void onPong(long link, Pong pong) {
        deliver(link, pong);
    }

    @Override
    public void onRequest(long link, Request request) {
        deliver(link, request);
    }

    @Override
    public void onRevalidate(long link, Revalidate revalidate) {
        deliver(link, revalidate);
    }

    private void deliver(long link, LearnerMessage message) {
        if (followers.at(link).stage() == Stage.SYNCED && phase == Phase.BROADCAST) {
            member.emit(new Effect.DeliverToLeader(link, message));
        } else if (phase != Phase.RETIRED) {
            followers.close(link, "speaks before it is up to date: " + message);
        }
    }

    // --- events of this member's own pipeline and disk ---

    /**
     * Orders a txn. The leader drops the txn unless it is established. The process then learns from
     * {@code Become} that the txn was dropped.
     */
    public void onSubmitted(long zxid, Payload txn) {
        if (phase != Phase.BROADCAST || member.isLeaving()) {
            return;
        }
        if (Zxid.counterOf(zxid) == 0xffffffffL) {
            // The counter must not overflow into the epoch. The counter of the next epoch begins at 1 again.
            member.leave("the zxids of epoch " + epoch + " are used up");
            return;
        }
        broadcast.propose(zxid, txn);
    }

    /** A learner asks for a sync. The leader answers it once everything proposed until now is committed. */
    public void onSyncAsked(long link) {
        Follower follower = followers.at(link);
        if (follower != null && phase == Phase.BROADCAST) {
            broadcast.sync(follower);
        }
    }

    /** Something has become durable. Goes on with what waited for it. */
    public void onStored() {
        if (phase == Phase.BROADCAST) {
            commitWhatAQuorumHolds(); // The leader's own copy counts once it is durable.
        } else if (!ledger.isBusy() && phase == Phase.PROMISING) {
            begin(Phase.HISTORY);
            tally.promised(member.sid());
            followers.all().forEach(this::greet);
            openIfTheHistoryIsTheNewest();
        } else if (!ledger.isBusy() && phase == Phase.OPENING) {
            begin(Phase.SYNC);
            followers.all().stream()
                    .filter(each -> each.stage() == Stage.PROMISED)
                    .forEach(each -> synchronise(each, null));
            establishIfAQuorumHoldsTheHistory();
        }
    }

    // --- giving up the role ---

    /**
     * Commits what is proposed, then leaves in favour of the follower whose log reaches furthest.
     *
     * @param isStopping whether this member is about to be stopped
     */
    public void handOver(String why, boolean isStopping) {
        departure.handOver(why, isStopping);
        handOverIfQuiet();
    }

    private void handOverIfQuiet() {
        boolean isQuiet = phase != Phase.BROADCAST || broadcast.isQuiet() && !ledger.isBusy();
        departure.handOverIf(isQuiet, epoch, summary.lastZxid());
    }

    private void retire(long designated) {
        begin(Phase.RETIRED);
        quorum.end();
        departure.retire(designated);
    }

    // Members without data may form an ensemble before a voter with data connects. If that voter then leads,
    // no txn is lost.
    private void giveWayTo(long sid) {
        boolean hasTxns = !summary.isEmpty() || broadcast != null && Zxid.counterOf(broadcast.lastProposed()) != 0;
        if (phase == Phase.BROADCAST && others.givesWayTo(sid, hasTxns)) {
            HistoryPosition theirs = member.told().of(sid).orElseThrow();
            // This member votes for that voter. The voter may already know that this member led, and then
            // does not vote for itself.
            member.leave(
                    "voter " + sid + " has data, and this ensemble has none yet",
                    new Vote(sid, theirs.lastZxid(), theirs.currentEpoch()));
        }
    }

    /** A voter looks for a leader. A voter that elected this leader does so if it has given up on it. */
    public void onLooking(long sid) {
        giveWayTo(sid);
        int limitMillis = member.settings().maxTimeToWaitForEpochMillis();
        boolean isWaiting = phase == Phase.EPOCH && member.nowMillis() - beganMillis > limitMillis;
        if (limitMillis >= 0 && isWaiting && supporters.contains(sid)) {
            member.leave("voter " + sid + " has elected us and looks for a leader again");
        }
    }

    // --- time ---

    /** Sends pings, and closes connections of learners that are silent. */
    public void onTick() {
        if (phase == Phase.RETIRED) {
            followers.closeTheSilent();
            departure.goIfAllHaveLeft();
            return;
        }
        if (phase != Phase.BROADCAST && member.nowMillis() >= phaseEndsMillis) {
            member.leave("no quorum within initLimit, in phase " + phase);
            return;
        }
        followers.closeTheSilent();
        quorum.judgeClosings();
        goOnAloneIfTold();
        handOverIfQuiet();
        if (quorum.beginsRound() && !member.isLeaving()) {
            followers.ping(broadcast == null ? Zxid.of(epoch, 0) : broadcast.lastProposed());
        }
    }

    /** Closes every connection, because this member no longer leads. */
    public void close(String why) {
        followers.closeAll(why);
    }

    /**
     * Sends a learner the answer to a revalidation. The learner passes it to its process as
     * {@code DeliverToLearner}.
     */
    public void answer(long link, LeaderMessage message) {
        Follower follower = followers.at(link);
        if (follower != null) {
            followers.send(follower, message);
        }
    }
}
