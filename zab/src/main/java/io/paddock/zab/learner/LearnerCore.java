// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.learner;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.jute.MalformedFrame;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LeaderMessage.Commit;
import io.paddock.protocol.quorum.LeaderMessage.CommitAndActivate;
import io.paddock.protocol.quorum.LeaderMessage.Diff;
import io.paddock.protocol.quorum.LeaderMessage.Inform;
import io.paddock.protocol.quorum.LeaderMessage.InformAndActivate;
import io.paddock.protocol.quorum.LeaderMessage.LeaderInfo;
import io.paddock.protocol.quorum.LeaderMessage.NewLeader;
import io.paddock.protocol.quorum.LeaderMessage.Ping;
import io.paddock.protocol.quorum.LeaderMessage.Proposal;
import io.paddock.protocol.quorum.LeaderMessage.Revalidated;
import io.paddock.protocol.quorum.LeaderMessage.Snap;
import io.paddock.protocol.quorum.LeaderMessage.Synced;
import io.paddock.protocol.quorum.LeaderMessage.Trunc;
import io.paddock.protocol.quorum.LeaderMessage.UpToDate;
import io.paddock.protocol.quorum.LearnerInfo;
import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.protocol.quorum.LearnerMessage.Ack;
import io.paddock.protocol.quorum.LearnerMessage.AckEpoch;
import io.paddock.protocol.quorum.LearnerMessage.Hello;
import io.paddock.zab.door.Effect;
import io.paddock.zab.member.Ledger;
import io.paddock.zab.member.LoggedProposal;
import io.paddock.zab.member.Member;
import java.util.Optional;

/**
 * A follower or an observer of one leader, from the first connection attempt until it loses the leader. These
 * are the steps, and what the learner waits for in each:
 *
 * <pre>
 * CONNECTING  the connection
 * DISCOVERY   LEADERINFO                                        phase 1: what epoch is it?
 * PROMISING   acceptedEpoch on disk; then it sends ACKEPOCH
 * CHOICE      DIFF, TRUNC or SNAP                               phase 2: what is the leader's history?
 * INSTALLING  a snapshot on disk
 * HISTORY     NEWLEADER: the history is complete
 * CUTTING     the end of its log that the leader lacks is truncated
 * LOGGING     the history on disk
 * EPOCH       currentEpoch on disk; then it acks NEWLEADER
 * WAITING     UPTODATE: a quorum holds the history
 * FOLLOWING   any new txn                                       phase 3
 * </pre>
 *
 * Between ACKEPOCH and the ACK of NEWLEADER the learner sends nothing else: leaders take the next message,
 * whatever it is, for that ACK.
 */
public final class LearnerCore implements LeaderMessage.Handler {
    private enum Step {
        CONNECTING,
        DISCOVERY,
        PROMISING,
        CHOICE,
        INSTALLING,
        HISTORY,
        CUTTING,
        LOGGING,
        EPOCH,
        WAITING,
        FOLLOWING
    }

    private final Member member;
    private final Ledger ledger;
    private final long leader;
    private final CommitListener onward;
    private final ReceivedProposals arrivals = new ReceivedProposals();
    private final ForwardedRequests questions = new ForwardedRequests();
    private final LeaderConnection line;
    private final LearnerLog intake;
    private Step step = Step.CONNECTING;
    private long epoch;
    private final boolean isObserver;
    private boolean wantsSnapshot;
    private boolean hasAskedForSnapshot;
    private boolean promiseIsNew;
    private NewLeader newLeader;
    private Configurations configurations;

    /**
     * Begins to learn from {@code leader}. The ledger must not be busy.
     *
     * @param attempt a number that was never used for a connection before
     * @param onward gets a report of everything that this learner learns is committed
     */
    public LearnerCore(Member member, long leader, long attempt, CommitListener onward) {
        this.member = member;
        this.ledger = member.ledger();
        this.leader = leader;
        this.onward = onward;
        this.wantsSnapshot = member.isIncomplete();
        this.isObserver = member.isObserver();
        this.line = new LeaderConnection(member, leader, isObserver, attempt);
        this.intake = new LearnerLog(ledger, arrivals, line, isObserver);
    }

    /** @return the id of the leader */
    public long leader() {
        return leader;
    }

    /** @return whether this learner has told the leader that it is an observer */
    public boolean isObserver() {
        return isObserver;
    }

    /** @return the number after the last one used for a connection */
    public long nextAttempt() {
        return line.attempt() + 1;
    }

    /** @return the epoch in which clients are served, or -1 while they are not */
    public long establishedEpoch() {
        return step == Step.FOLLOWING ? epoch : -1;
    }

    // --- the connection ---

    /** The connection is open. */
    public void onConnected(long connected) {
        if (connected != line.attempt() || step != Step.CONNECTING) {
            return;
        }
        line.heard();
        step = Step.DISCOVERY;
        LearnerInfo info = new LearnerInfo(
                member.sid(),
                LearnerInfo.PROTOCOL_VERSION,
                member.ensemble().committed().version());
        configurations = new Configurations(member, leader, isObserver);
        line.say(new Hello(isObserver, ledger.acceptedEpoch(), info));
    }

    /**
     * The connection is lost. If the leader does not listen yet, the learner connects again, for a limited
     * time.
     */
    public void onGone(long gone) {
        boolean isOurs = gone == line.attempt();
        if (isOurs && step == Step.CHOICE && Zxid.epochOf(ledger.lastLogged()) == epoch) {
            member.isRefusedBy(leader, epoch);
        }
        if (isOurs && !(step == Step.CONNECTING && line.dialsAgain())) {
            member.leave("lost the connection to leader " + leader + " in step " + step);
        }
    }

    /** Part of a snapshot has arrived, so the leader is alive. */
    public void onHeard(long heard) {
        if (heard == line.attempt()) {
            line.heard();
        }
    }

    /** The leader sent a message. */
    public void onSaid(long said, LeaderMessage message) {
        if (said == line.attempt()) {
            line.heard();
            message.dispatch(this);
            advance();
        }
    }

    /** Closes the connection, because this member is no longer a learner. */
    public void close() {
        line.close();
    }

    /** Time has passed. */
    public void onTick() {
        line.onTick();
        boolean isJoining = step.compareTo(Step.EPOCH) < 0;
        long patience = isJoining
                ? member.settings().initLimitMillis()
                : member.settings().syncLimitMillis();
        if (line.silentMillis() > patience || step == Step.CONNECTING && line.tookTooLong()) {
            member.leave("nothing from leader " + leader + " for " + line.silentMillis() + " ms, in step " + step);
        }
    }

    // The leader's history does not fit this member's log. The learner connects again and asks for a whole
    // snapshot.
    private void askForSnapshot() {
        wantsSnapshot = true;
        hasAskedForSnapshot = true;
        newLeader = null;
        step = Step.CONNECTING;
        line.dialAnew();
    }

    private void refuse(String why) {
        member.leave("leader " + leader + ": " + why);
    }

    // This member holds txns that are not in the leader's history, and a quorum follows the leader. Neither
    // history may replace the other unless an operator decides.
    private void refuseForConflict(long ofEpoch) {
        member.conflictsWith(leader, ofEpoch);
        refuse("its history, of epoch " + ofEpoch + ", is in conflict with ours: " + ledger.standing());
    }

    // --- phase 1: discovery ---

    @Override
    public void onLeaderInfo(LeaderInfo info) {
        boolean isTrusted = !member.isIncomplete();
        if (step == Step.DISCOVERY && isTrusted && ledger.standing().conflictsWith(info.epoch())) {
            refuseForConflict(info.epoch());
            return;
        }
        // A voter that has promised a higher epoch makes the leader ask for a higher one. An observer cannot.
        boolean isObserver = !member.ensemble().isVoter(member.sid());
        if (step == Step.DISCOVERY && isTrusted && isObserver && info.epoch() < ledger.acceptedEpoch()) {
            refuseForConflict(info.epoch());
            return;
        }
        if (step != Step.DISCOVERY || info.epoch() < ledger.acceptedEpoch()) {
            refuse("LEADERINFO of epoch " + info.epoch() + " in step " + step + ", " + ledger.acceptedEpoch()
                    + " is promised");
            return;
        }
        epoch = info.epoch();
        step = Step.PROMISING;
        promiseIsNew = epoch > ledger.acceptedEpoch();
        if (promiseIsNew) {
            ledger.saveAcceptedEpoch(epoch);
        }
    }

    private void promise() {
        step = Step.CHOICE;
        // An equal epoch may already be promised to another leader that chose the same number. So a promise
        // counts only once.
        boolean counts = promiseIsNew && !wantsSnapshot;
        line.say(new AckEpoch(
                wantsSnapshot ? 0 : ledger.lastLogged(),
                counts ? (int) ledger.standing().currentEpoch() : AckEpoch.NOT_COUNTED));
    }

    // --- phase 2: synchronisation ---

    @Override
    public void onDiff(Diff diff) {
        if (expectsChoice("DIFF")) {
            step = Step.HISTORY;
            arrivals.startAt(wantsSnapshot ? 0 : ledger.lastLogged()); // To the zxid named in ACKEPOCH.
            wantsSnapshot = false;
        }
    }

    // The learner does not truncate yet, because it does not know what the leader sends instead. Until then,
    // its copy may be one of those that make a commit durable.
    @Override
    public void onTrunc(Trunc trunc) {
        if (!expectsChoice("TRUNC")) {
            return;
        }
        if (trunc.zxid() > ledger.lastLogged()) {
            askForSnapshot(); // Txns between this log's end and that zxid would be lost.
            return;
        }
        step = Step.HISTORY;
        arrivals.startAt(trunc.zxid());
    }

    @Override
    public void onSnap(Snap snap) {
        boolean isInConflict = member.conflict().isCertain() && !member.isIncomplete() && ledger.lastLogged() != 0;
        if (step == Step.CHOICE && isInConflict) {
            refuseForConflict(epoch);
        } else if (expectsChoice("SNAP")) {
            step = Step.INSTALLING;
            wantsSnapshot = false;
            arrivals.startAt(snap.zxid());
            ledger.install(line.attempt(), snap.zxid());
        }
    }

    private boolean expectsChoice(String what) {
        if (step != Step.CHOICE) {
            refuse(what + " in step " + step);
        }
        return step == Step.CHOICE;
    }

    @Override
    public void onNewLeader(NewLeader message) {
        if (step != Step.HISTORY && step != Step.INSTALLING || newLeader != null || message.epoch() != epoch) {
            refuse("NEWLEADER of epoch " + message.epoch() + " in step " + step);
            return;
        }
        newLeader = message;
        read(() -> configurations.onNewLeader(message));
    }

    private void read(Runnable reading) {
        try {
            reading.run();
        } catch (MalformedFrame notAConfiguration) {
            refuse(notAConfiguration.getMessage());
        }
    }

    /** Something has become durable. Goes on with what waited for it. */
    public void onStored() {
        intake.ackWhatIsDurable();
        advance();
    }

    /** The log cannot be truncated where the leader wants it. */
    public void onCannotTruncate() {
        if (step == Step.CUTTING) {
            askForSnapshot();
        }
    }

    // Each step waits for the disk. So no step comes before the one it rests on: first the history, then
    // currentEpoch, then the ACK.
    private void advance() {
        if (member.isLeaving() || ledger.isBusy()) {
            return;
        }
        if (step == Step.PROMISING) {
            promise();
        }
        if (step == Step.INSTALLING) {
            step = Step.HISTORY;
        }
        if (step == Step.HISTORY && newLeader != null) {
            step = Step.CUTTING;
            long end = intake.keptEnd();
            if (ledger.wouldCutAnotherEpochThan(end) && !hasAskedForSnapshot) {
                askForSnapshot(); // A SNAP keeps what it replaces, a cut does not.
                return;
            }
            if (end < ledger.lastLogged()) {
                ledger.truncate(end);
                return;
            }
        }
        if (step == Step.CUTTING) {
            step = Step.LOGGING;
            intake.log(arrivals.committed(), configurations);
            if (ledger.isBusy()) {
                return;
            }
        }
        if (step == Step.LOGGING) {
            step = Step.EPOCH;
            intake.takeOver(configurations);
            if (member.isObserver() != isObserver) {
                member.leaveFor(leader, "the leader's history gives us another role");
                return;
            }
            if (epoch > ledger.currentEpoch()) {
                ledger.saveCurrentEpoch(epoch);
                return;
            }
        }
        if (step == Step.EPOCH) {
            step = Step.WAITING;
            line.say(new Ack(Zxid.of(epoch, 0)));
        }
    }

    @Override
    public void onUpToDate(UpToDate upToDate) {
        if (step != Step.WAITING) {
            refuse("UPTODATE in step " + step);
            return;
        }
        configurations.onUpToDate(arrivals.committed());
        if (member.isLeaving()) {
            return;
        }
        step = Step.FOLLOWING;
        line.say(new Ack(Zxid.of(epoch, 0)));
        intake.logAndAck(Long.MAX_VALUE, configurations);
        member.emit(new Effect.CommitUpTo(arrivals.committed()));
        member.serve(epoch);
        onward.began(epoch, arrivals.committed());
        intake.ackWhatIsDurable();
    }

    // --- phase 3: broadcast ---

    @Override
    public void onProposal(Proposal proposal) {
        read(() -> configurations.proposed(proposal.zxid(), proposal.txn()));
        if (member.isLeaving()) {
            return;
        }
        Optional<String> wrong = arrivals.proposed(proposal.zxid(), proposal.txn());
        if (wrong.isPresent() && step == Step.HISTORY && !wantsSnapshot) {
            askForSnapshot(); // The history has a hole. Old releases send one if their log has one.
        } else if (wrong.isPresent()) {
            refuse(wrong.get());
        } else if (step == Step.FOLLOWING) {
            intake.logAndAck(proposal.zxid(), configurations);
        }
    }

    @Override
    public void onCommit(Commit commit) {
        LoggedProposal committed = committed(commit.zxid());
        if (committed != null) {
            onward.committed(committed);
        }
    }

    /** @return the txn to report to {@code onward}, or null */
    private LoggedProposal committed(long zxid) {
        Optional<String> wrong = arrivals.committed(zxid);
        if (wrong.isPresent()) {
            refuse(wrong.get());
        } else if (step == Step.FOLLOWING) {
            member.emit(new Effect.CommitUpTo(zxid));
            return arrivals.committedTxn(zxid);
        }
        return null;
    }

    @Override
    public void onInform(Inform inform) {
        onProposal(new Proposal(inform.zxid(), inform.txn()));
        if (!member.isLeaving()) {
            onCommit(new Commit(inform.zxid()));
        }
    }

    @Override
    public void onCommitAndActivate(CommitAndActivate commit) {
        LoggedProposal committed = committed(commit.zxid());
        if (committed != null) {
            onward.activated(committed, commit.designatedLeader());
        }
        activate(commit.zxid(), commit.designatedLeader());
    }

    @Override
    public void onInformAndActivate(InformAndActivate inform) {
        onInform(new Inform(inform.zxid(), inform.txn()));
        activate(inform.zxid(), inform.designatedLeader());
    }

    private void activate(long zxid, long designated) {
        if (!member.isLeaving()) {
            configurations.onActivated(zxid, designated);
        }
    }

    @Override
    public void onPing(Ping ping) {
        if (step == Step.FOLLOWING) {
            line.answerPing(ping.zxid());
        }
    }

    /**
     * A client of this member, or of an observer that this member serves, needs the leader. The learner drops
     * the request unless it serves. If it does not serve, the client's connection is closed anyway.
     *
     * @param link the observer's link, or {@link CommitListener#OWN}
     */
    public void onForwarded(long link, LearnerMessage message) {
        if (step == Step.FOLLOWING) {
            questions.asked(link, message);
            line.say(message);
        }
    }

    @Override
    public void onRevalidated(Revalidated revalidated) {
        deliver(questions.revalidated(revalidated.sessionId()), revalidated);
    }

    @Override
    public void onSynced(Synced synced) {
        deliver(questions.synced(), synced);
    }

    private void deliver(long link, LeaderMessage answer) {
        if (link == CommitListener.OWN) {
            member.emit(new Effect.DeliverToLearner(answer));
        } else {
            onward.answered(link, answer);
        }
    }
}
