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
 * The leader, from being elected to being deposed. It goes through the phases of the Zab paper:
 *
 * <pre>
 * EPOCH      a quorum says which epochs it has promised; ours will be higher than all            (phase 1, CEPOCH)
 * PROMISING  our own promise goes to disk                                                        (NEWEPOCH)
 * HISTORY    a quorum promises, and none of it has a newer history than ours                     (ACK-E)
 * OPENING    currentEpoch goes to disk
 * SYNC       a quorum takes over our history                                                     (phase 2, NEWLEADER)
 * BROADCAST  everything new gets a zxid, goes to everybody, and is committed when a quorum has it (phase 3)
 * RETIRED    a configuration in force has somebody else lead: nothing is committed, learners leave of themselves
 * </pre>
 *
 * Where the paper sends the chosen follower's history to the leader, ZooKeeper's election makes sure beforehand that the leader has it, and
 * HISTORY checks that.
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

    /** Begins to lead. The ledger must not be busy. @param supporters the voters that elected us */
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
        // What is in our log becomes the initial history, so it may be applied: a snapshot must hold it.
        member.emit(new Effect.CommitUpTo(summary.lastZxid()));
        begin(Phase.EPOCH);
        chooseEpoch();
    }

    /** @return the epoch once clients may be served, else -1 */
    public long establishedEpoch() {
        return phase.compareTo(Phase.BROADCAST) >= 0 ? epoch : -1;
    }

    /** Whether a quorum of {@code config} acks what we propose. */
    public boolean isReadyFor(EnsembleConfig config) {
        return phase == Phase.BROADCAST && member.rules().quorum().isQuorum(config, followers.acking()::contains);
    }

    /** @return what it sees of its learners */
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
            case PROMISING, OPENING, RETIRED -> {} // They wait for the disk, or for nothing.
        }
    }

    // --- what learners say ---

    /** A learner said something. */
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

    /** A connection is closed. What its learner has promised stays promised. */
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

    // Higher than any promise of a quorum: so nobody of that quorum can be bound to a later leader already.
    private void chooseEpoch() {
        for (Follower follower : followers.all()) {
            if (isMember(follower.sid())) {
                epoch = Math.max(epoch, follower.acceptedEpoch() + 1);
            }
            // An observer's, too, who may be a voter of the configuration on its way, and not know it yet.
            tally.add(follower.sid());
        }
        // Of a configuration on its way, too: the reference asks the one in force alone, and so two leaders that know
        // different ones may open the same epoch.
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
            // It promised itself to a leader that came to nothing, and can never follow us: only a newer epoch brings
            // it back.
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
            // Were its history counted, what it holds and we do not might be committed, and would be lost.
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

    // What is in force at the end of what the learner is given. A configuration that is proposed and not committed
    // comes to it as any proposal does: it would put into force what NEWLEADER carries, as the reference's leader
    // lets it.
    private EnsembleConfig historysConfiguration() {
        EnsembleConfig config = broadcast == null
                ? member.ensemble().lastSeen()
                : member.ensemble().committed();
        // One from files gets its first version from the first epoch, so that joiners can tell that it is newer than
        // theirs.
        boolean isFromFiles = config.version() == 0 && member.settings().reconfigEnabled();
        return isFromFiles ? config.withVersion(Zxid.of(epoch, 0)) : config;
    }

    /** The disk has looked for a learner's last zxid. */
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
            // Some releases ack proposals before NEWLEADER; that says no less.
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

    // The answer to NEWLEADER. A second one answers UPTODATE and means nothing.
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
        // An ack stays valid when its connection ends. But clients are not let in when too few are connected.
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
                // The history that we were to bring to a quorum takes us out. Who learns of that looks for a leader
                // anew.
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

    // --- what our own pipeline and disk say ---

    /** A txn to be ordered. Dropped unless we are established: whoever made it learns from {@code Become} that it went nowhere. */
    public void onSubmitted(long zxid, Payload txn) {
        if (phase != Phase.BROADCAST || member.isLeaving()) {
            return;
        }
        if (Zxid.counterOf(zxid) == 0xffffffffL) {
            // The counter must not run over into the epoch: the next epoch begins at 1 again.
            member.leave("the zxids of epoch " + epoch + " are used up");
            return;
        }
        broadcast.propose(zxid, txn);
    }

    /** A learner's sync: answered when what is proposed now is committed. */
    public void onSyncAsked(long link) {
        Follower follower = followers.at(link);
        if (follower != null && phase == Phase.BROADCAST) {
            broadcast.sync(follower);
        }
    }

    /** Something has reached the disk: see what waited for it. */
    public void onStored() {
        if (phase == Phase.BROADCAST) {
            commitWhatAQuorumHolds(); // Our own copy counts once it is durable.
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

    // --- giving it up ---

    /** Commits what is proposed, then leaves in favour of the follower that is furthest. @param isStopping whether we are about to be gone */
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

    // Members without data may have formed an ensemble before one with data came: then nothing is lost when that one
    // leads.
    private void giveWayTo(long sid) {
        boolean hasTxns = !summary.isEmpty() || broadcast != null && Zxid.counterOf(broadcast.lastProposed()) != 0;
        if (phase == Phase.BROADCAST && others.givesWayTo(sid, hasTxns)) {
            HistoryPosition theirs = member.told().of(sid).orElseThrow();
            // Our vote is for that voter: it may have heard by now that we lead, and not stand for itself.
            member.leave(
                    "voter " + sid + " has data, and this ensemble has none yet",
                    new Vote(sid, theirs.lastZxid(), theirs.currentEpoch()));
        }
    }

    /** A voter looks for a leader, as one does who does not believe in the one it voted for any more. */
    public void onLooking(long sid) {
        giveWayTo(sid);
        int limitMillis = member.settings().maxTimeToWaitForEpochMillis();
        boolean isWaiting = phase == Phase.EPOCH && member.nowMillis() - beganMillis > limitMillis;
        if (limitMillis >= 0 && isWaiting && supporters.contains(sid)) {
            member.leave("voter " + sid + " has elected us and looks for a leader again");
        }
    }

    // --- time ---

    /** Pings, and looks who is still there. */
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

    /** Closes every connection: we lead no more. */
    public void close(String why) {
        followers.closeAll(why);
    }

    /** Says the same to a learner as {@code DeliverToLearner} expects: the answer to a revalidation. */
    public void answer(long link, LeaderMessage message) {
        Follower follower = followers.at(link);
        if (follower != null) {
            followers.send(follower, message);
        }
    }
}
