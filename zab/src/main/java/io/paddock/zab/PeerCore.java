// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab;

import io.paddock.protocol.jute.MalformedFrame;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Event;
import io.paddock.zab.door.Settings;
import io.paddock.zab.election.Election;
import io.paddock.zab.election.Election.Elected;
import io.paddock.zab.election.NonCandidates;
import io.paddock.zab.leader.LeaderCore;
import io.paddock.zab.leader.LeaderFigures;
import io.paddock.zab.leader.ObserverMaster;
import io.paddock.zab.learner.CommitListener;
import io.paddock.zab.learner.LearnerCore;
import io.paddock.zab.member.DiskState;
import io.paddock.zab.member.HistoryPosition;
import io.paddock.zab.member.Member;
import io.paddock.zab.member.Rules;
import io.paddock.zab.member.Vote;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One member of an ensemble. It looks for a leader, then leads or learns until something goes wrong, and then
 * looks again:
 *
 * <pre>
 *             +----------------- LOOKING &lt;-----------------+
 *             | elected itself       | elected another one  |  any error, lost quorum, lost leader
 *             v                      v                      |
 *          LEADING        FOLLOWING or OBSERVING -----------+
 *             +---------------------------------------------+
 * </pre>
 *
 * Between two roles the member waits until the disk has answered every request. So a vote names exactly what
 * is durable, no more and no less. At any time at most one of election, leader and learner exists.
 */
public final class PeerCore implements Event.Handler {
    private static final long UNKNOWN_EPOCH = -1;
    private static final long UNKNOWN_ROUND = -1;

    private final Member member;
    private final NonCandidates abstentions = new NonCandidates();
    private Election election;
    private LeaderCore leader;
    private LearnerCore learner;
    private ObserverMaster observers; // null unless this member follows and may serve observers
    private long round;
    private long attempt = 1;
    private Elected settled;
    private boolean hasHalted;
    private boolean votes;

    /**
     * Creates a member that has just started.
     *
     * @param disk what recovery found, all of it durable
     * @param committed the configuration in force
     * @param lastSeen the newest configuration that snapshot and log propose, if it is newer than {@code
     *     committed}; otherwise the same as {@code committed}. A configuration with a version beyond the end
     *     of the log is ignored: it was written down, but its txn was never logged, or was truncated again
     * @throws IllegalStateException when the disk's parts do not belong together
     */
    public PeerCore(Settings settings, Rules rules, DiskState disk, EnsembleConfig committed, EnsembleConfig lastSeen) {
        this.member = new Member(settings, rules, disk, committed, lastSeen);
        HistoryPosition standing = member.ledger().standing();
        this.settled = new Elected(new Vote(settings.sid(), standing.lastZxid(), standing.currentEpoch()), 0);
    }

    /**
     * Begins. Call this once, before the first event.
     *
     * @return the effects to carry out, in this order
     */
    public List<Effect> start() {
        member.emit(new Effect.Become(PeerState.LOOKING, settings().sid(), "started"));
        lookForALeader();
        settle();
        return member.takeEffects();
    }

    /**
     * Handles one event. Apart from {@link #start} and the questions below, this method is the whole
     * interface.
     *
     * @return the effects to carry out, in this order
     */
    public List<Effect> on(Event event) {
        if (!hasHalted) {
            event.dispatch(this);
            settle();
        }
        return member.takeEffects();
    }

    /** @return the state of this member: looking, leading, following or observing */
    public PeerState state() {
        if (leader != null) {
            return PeerState.LEADING;
        } else if (learner != null) {
            return learner.isObserver() ? PeerState.OBSERVING : PeerState.FOLLOWING;
        }
        return PeerState.LOOKING;
    }

    /** @return the epoch in which this member serves clients, or -1 while it does not serve */
    public long establishedEpoch() {
        if (leader != null) {
            return leader.establishedEpoch();
        }
        return learner == null ? -1 : learner.establishedEpoch();
    }

    /** @return what a leader sees of its learners; null unless this member leads */
    public LeaderFigures leaderFigures() {
        return leader == null ? null : leader.figures();
    }

    /** @return the number of observers that this follower serves */
    public int syncedObservers() {
        return observers == null ? 0 : observers.synced();
    }

    /**
     * @return whether this member may have lost txns or promises. Such a member does not vote, and clients
     *     must not read from it
     */
    public boolean isIncomplete() {
        return member.isUnreadable();
    }

    /** @return whether this member was the leader, was told to stop, and now takes no part in the ensemble */
    public boolean isWithdrawn() {
        return member.isWithdrawn();
    }

    /** @return the configuration in force */
    public EnsembleConfig committed() {
        return member.ensemble().committed();
    }

    /**
     * @return the newest configuration: the one in force, or a newer one that is proposed and not committed.
     *     While such a newer one exists, no other configuration may be submitted
     */
    public EnsembleConfig lastSeen() {
        return member.ensemble().lastSeen();
    }

    /**
     * Tells whether a quorum of {@code config}, this member included, is connected, synchronised and acks
     * proposals. If not, a reconfiguration should be refused: the leader could propose it but not commit it.
     * Observers do not count, because they ack nothing.
     */
    public boolean isReadyFor(EnsembleConfig config) {
        return leader != null && leader.isReadyFor(config);
    }

    private Settings settings() {
        return member.settings();
    }

    // --- changes of role ---

    // One event may cause several steps: a lone voter is elected, establishes its epoch and serves within one
    // call.
    private void settle() {
        String why = member.takeRelief();
        if (why != null) {
            lookAgain(why);
            hasHalted |= member.isWithdrawn();
        }
        if (election == null
                && leader == null
                && learner == null
                && !member.ledger().isBusy()
                && !hasHalted) {
            OptionalLong designated = member.takeNextLeader();
            if (designated.isPresent()) {
                goTo(designated.getAsLong());
            } else {
                lookForALeader();
            }
        }
        if (election != null && election.result().isEmpty() && votes != member.mayVote()) {
            lookForALeader(); // From here on this member searches with a vote, or without one.
        }
        if (election != null && election.result().isPresent() && !member.pausesAfterConflict()) {
            take(election.result().get());
        }
        rememberTheEpoch();
    }

    private void lookAgain(String why) {
        if (leader != null) {
            leader.close(why);
        }
        if (learner != null) {
            learner.close();
            attempt = learner.nextAttempt();
        }
        if (observers != null) {
            observers.close(why);
        }
        leader = null;
        learner = null;
        observers = null;
        election = null;
        member.emit(new Effect.Become(PeerState.LOOKING, settings().sid(), why));
    }

    private void lookForALeader() {
        votes = member.mayVote();
        election = new Election(member, abstentions, round, member.takeSuccessor());
    }

    private void take(Elected elected) {
        settled = elected;
        round = elected.round();
        election = null;
        begin(elected.vote().leader(), "elected in round " + round, elected.supporters());
    }

    // The last leader has named the next leader. A reconfiguration removed the last leader, or gave this
    // member another role.
    private void goTo(long designated) {
        settled = new Elected(new Vote(designated, member.ledger().lastLogged(), UNKNOWN_EPOCH), UNKNOWN_ROUND);
        begin(designated, "designated", Set.of());
    }

    private void begin(long chosen, String why, Set<Long> supporters) {
        if (chosen == settings().sid() && !member.isIncomplete()) {
            member.emit(new Effect.Become(PeerState.LEADING, chosen, why));
            leader = new LeaderCore(member, supporters);
        } else {
            PeerState state = member.isObserver() ? PeerState.OBSERVING : PeerState.FOLLOWING;
            member.emit(new Effect.Become(state, chosen, why));
            boolean isMaster = state == PeerState.FOLLOWING && settings().observerMasters();
            observers =
                    isMaster ? new ObserverMaster(member, (link, message) -> learner.onForwarded(link, message)) : null;
            learner = new LearnerCore(member, chosen, attempt, isMaster ? observers : CommitListener.NOBODY);
        }
    }

    // Members that follow one leader must all name the same epoch for it. Otherwise a new member never finds
    // a quorum that agrees (ZOOKEEPER-1732).
    private void rememberTheEpoch() {
        long epoch = establishedEpoch();
        if (epoch > settled.vote().peerEpoch()) {
            Vote vote = settled.vote();
            settled = new Elected(new Vote(vote.leader(), vote.zxid(), epoch), settled.round());
        }
    }

    // --- the election port ---

    @Override
    public void onNotified(Event.Notified event) {
        boolean isNewcomer = !settings().reconfigEnabled() && !member.ensemble().isMember(event.from());
        if (isNewcomer) {
            member.newcomers()
                    .told(event.from(), event.vote().config(), member.ensemble().committed());
        }
        // Only known members may bring a configuration. Otherwise anyone who can reach the election port
        // could decide who is a member.
        if (member.ensemble().isMember(event.from()) && adoptsConfiguration(event.vote())) {
            return;
        }
        // The sender may be waiting for the history of this member. This member answers at once, so that the
        // sender need not wait for its next regular vote.
        if (member.hears(event.from(), event.vote()) && election != null && !member.mayVote()) {
            member.emit(new Effect.Notify(event.from(), election.current()));
        }
        if (abstentions.isNewBy(event.from(), event.vote()) && election != null) {
            election.onAbstention(event.from());
        }
        if (!member.ensemble().isVoter(event.from())) {
            onQuestion(event.from(), event.vote());
        } else if (election != null) {
            election.onVote(event.from(), event.vote());
        } else if (state() != PeerState.LOOKING && event.vote().state() == PeerState.LOOKING) {
            answer(event.from(), state());
            if (leader != null) {
                leader.onLooking(event.from());
            }
        }
    }

    // The sender has no vote, or none that this member knows of, and asks where the leader is. The sender may
    // also not count this member as a voter. To keep the two from answering each other forever, only a sender
    // that is looking gets an answer. While this member is looking too, it answers each sender once.
    private void onQuestion(long from, Notification vote) {
        if (vote.state() == PeerState.LOOKING && (election == null || election.isFirstQuestionOf(from))) {
            answer(from, state());
        }
    }

    // While this member looks, its answer is its vote in this search. The sender may count that vote, because
    // it may regard this member as a voter. (Apache ZooKeeper answers with its previous leader but the
    // current round: a vote that nobody cast.)
    private void answer(long to, PeerState state) {
        if (member.isIncomplete()) {
            return; // Other members must not rely on an incomplete member.
        }
        Notification vote = election == null
                ? settled.vote().notification(state, settled.round(), member.configText())
                : election.current();
        member.emit(new Effect.Notify(to, vote));
    }

    // While this member looks for a leader, it adopts a newer configuration: with its old one it may ask the
    // wrong members. With reconfiguration switched off, the configuration is ignored. (Apache ZooKeeper
    // restarts its election again and again then.)
    private boolean adoptsConfiguration(Notification vote) {
        boolean isNews = settings().reconfigEnabled()
                && state() == PeerState.LOOKING
                && vote.config() != null
                && !vote.config().equals(member.configText());
        if (!isNews) {
            return false;
        }
        try {
            if (!member.activate(EnsembleConfig.parse(vote.config().text()))) {
                return false;
            }
            election = null;
            round = 0;
            return true;
        } catch (MalformedFrame notAConfiguration) {
            return false; // The vote itself is still valid.
        }
    }

    // --- all other events go to the election, the leader or the learner, whichever exists ---

    @Override
    public void onTick(Event.Tick event) {
        member.onTick(event.nowMillis());
        if (election != null) {
            election.onTick();
        } else if (leader != null) {
            leader.onTick();
        } else if (learner != null) {
            learner.onTick();
        }
        if (observers != null) {
            observers.onTick();
        }
    }

    @Override
    public void onLearnerSaid(Event.LearnerSaid event) {
        if (leader != null) {
            leader.onLearnerSaid(event.link(), event.message());
        } else if (observers != null) {
            observers.onLearnerSaid(event.link(), event.message());
        } else {
            member.emit(new Effect.CloseLearner(event.link(), "not leading"));
        }
    }

    @Override
    public void onLearnerGone(Event.LearnerGone event) {
        if (leader != null) {
            leader.onLearnerGone(event.link());
        } else if (observers != null) {
            observers.onLearnerGone(event.link());
        }
    }

    @Override
    public void onLocated(Event.Located event) {
        if (leader != null) {
            leader.onLocated(event.link(), event.spot());
        } else if (observers != null) {
            observers.onLocated(event.link(), event.spot());
        }
    }

    @Override
    public void onSubmitted(Event.Submitted event) {
        if (leader != null) {
            leader.onSubmitted(event.zxid(), event.txn());
        }
    }

    @Override
    public void onSyncAsked(Event.SyncAsked event) {
        if (leader != null) {
            leader.onSyncAsked(event.link());
        }
    }

    @Override
    public void onLeaderConnected(Event.LeaderConnected event) {
        if (learner != null) {
            learner.onConnected(event.attempt());
        }
    }

    @Override
    public void onLeaderSaid(Event.LeaderSaid event) {
        if (learner != null) {
            learner.onSaid(event.attempt(), event.message());
        }
    }

    @Override
    public void onLeaderHeard(Event.LeaderHeard event) {
        if (learner != null) {
            learner.onHeard(event.attempt());
        }
    }

    @Override
    public void onLeaderGone(Event.LeaderGone event) {
        if (learner != null) {
            learner.onGone(event.attempt());
        }
    }

    @Override
    public void onForwarded(Event.Forwarded event) {
        if (learner != null) {
            learner.onForwarded(CommitListener.OWN, event.message());
        }
    }

    @Override
    public void onResign(Event.Resign event) {
        if (leader != null || learner != null) {
            member.leave(event.why());
        }
    }

    @Override
    public void onHandOver(Event.HandOver event) {
        if (leader != null) {
            leader.handOver(event.why(), event.isStopping());
        }
    }

    @Override
    public void onHistoryDoubted(Event.HistoryDoubted event) {
        member.doubt();
        lookAgain("our history is in doubt: " + event.why());
    }

    @Override
    public void onUnreachable(Event.Unreachable event) {
        if (election != null) {
            election.onUnreachable(event.sid());
        }
    }

    // --- the disk ---

    @Override
    public void onDurable(Event.Durable event) {
        member.ledger().onDurable(event.zxid());
        onStored();
    }

    @Override
    public void onTruncated(Event.Truncated event) {
        member.onTruncated(event.zxid());
        onStored();
    }

    @Override
    public void onCannotTruncate(Event.CannotTruncate event) {
        member.ledger().onCannotTruncate();
        if (learner != null) {
            learner.onCannotTruncate();
        }
    }

    @Override
    public void onSnapshotInstalled(Event.SnapshotInstalled event) {
        member.onInstalled(event.zxid(), event.config());
        onStored();
    }

    @Override
    public void onAcceptedEpochSaved(Event.AcceptedEpochSaved event) {
        member.ledger().onAcceptedEpochSaved(event.epoch());
        onStored();
    }

    @Override
    public void onCurrentEpochSaved(Event.CurrentEpochSaved event) {
        member.ledger().onCurrentEpochSaved(event.epoch());
        onStored();
    }

    private void onStored() {
        if (leader != null) {
            leader.onStored();
        } else if (learner != null) {
            learner.onStored();
        }
    }

    // A member must never ack txns that only memory holds, nor vote with them. So the process must build it
    // again from what the disk holds.
    @Override
    public void onLogFailed(Event.LogFailed event) {
        lookAgain("the log failed: " + event.why());
        hasHalted = true;
        member.emit(new Effect.Halt(event.why()));
    }
}
