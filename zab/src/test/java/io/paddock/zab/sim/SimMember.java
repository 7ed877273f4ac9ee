// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.LeaderMessage.Commit;
import io.paddock.protocol.quorum.LeaderMessage.CommitAndActivate;
import io.paddock.protocol.quorum.LeaderMessage.Proposal;
import io.paddock.protocol.quorum.LeaderMessage.Snap;
import io.paddock.protocol.quorum.LeaderMessage.Synced;
import io.paddock.protocol.quorum.LearnerMessage.Pong;
import io.paddock.protocol.quorum.LearnerMessage.Request;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.PeerCore;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Event;
import io.paddock.zab.door.LogSpot;
import io.paddock.zab.ensemble.QuorumRule;
import io.paddock.zab.member.BlankDisk;
import io.paddock.zab.member.LoggedProposal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The shell around one PeerCore: carries its effects out in the simulated world, and dies where the plan says so. */
final class SimMember implements Effect.Handler {
    private static final int SAID_LATELY = 5_000;

    private final Simulation world;
    private final int index;
    private final SimDisk disk;
    private final DiskWork diskWork;
    private final SimHistory history;
    private final Deque<Event> unread = new ArrayDeque<>();
    private PeerCore core;
    private int incarnation;
    private PeerState state = PeerState.LOOKING;
    private long servedEpoch = -1;
    private long lastSubmitted;
    private long clockMillis;
    private long pausedUntil;
    private int effectsToLive = Integer.MAX_VALUE;
    private int downFor;
    private Link toLeader;
    private long dialling;
    private boolean isHandingOver;
    private boolean isRetired;
    private BlankDisk blank = new BlankDisk(false);
    private long reportedMillis = -1;

    SimMember(Simulation world, int index, SimDisk disk) {
        this.world = world;
        this.index = index;
        this.disk = disk;
        this.diskWork = new DiskWork(world, this, disk);
        this.history = new SimHistory(world, index, disk);
    }

    int index() {
        return index;
    }

    /** Goes up with every start and every end: what an earlier life began is of no concern to a later one. */
    int incarnation() {
        return incarnation;
    }

    SimDisk disk() {
        return disk;
    }

    boolean isUp() {
        return core != null;
    }

    boolean isLeading() {
        return core != null && state == PeerState.LEADING;
    }

    /** The epoch it serves clients in, or -1. */
    long servedEpoch() {
        return core == null ? -1 : servedEpoch;
    }

    int applied() {
        return history.applied();
    }

    /** The configuration that the running process goes by, else what it would start with. */
    EnsembleConfig list() {
        return core == null ? disk.config() : core.committed();
    }

    /** Ends it. It does not start again by itself. */
    void stop() {
        die(false, 1);
        incarnation++; // Whatever was to start it again is forgotten.
    }

    // --- life and death ---

    void start() {
        incarnation++;
        toLeader = null;
        unread.clear();
        history.begin();
        clockMillis = world.now();
        pausedUntil = 0;
        effectsToLive = Integer.MAX_VALUE;
        diskWork.begin();
        isHandingOver = false;
        blank = new BlankDisk(world.options().losesDisks() && disk.isBlank());
        reportedMillis = -1;
        core = world.newCore(index, disk);
        world.trace(index, () -> "starts with " + disk);
        carryOut(core.start());
        tick(incarnation);
    }

    void die(boolean isPowerCut, int restartAfter) {
        if (core == null) {
            return;
        }
        world.trace(index, () -> isPowerCut ? "POWER CUT" : "KILLED");
        core = null;
        state = PeerState.LOOKING;
        servedEpoch = -1;
        incarnation++;
        diskWork.stop(isPowerCut);
        world.hasDied(this, isPowerCut);
        world.checkDisks();
        int next = incarnation;
        world.at(world.now() + restartAfter, () -> {
            if (incarnation == next) {
                if (world.flip()) {
                    disk.snapshot();
                }
                world.endConnectionsOf(this);
                start();
            }
        });
    }

    void loseDisk(int restartAfter) {
        if (core != null) {
            die(true, restartAfter);
            disk.lose();
            world.checkDisks();
        }
    }

    void loseDiskUnknowingly(int restartAfter) {
        die(true, restartAfter);
        disk.loseUnknowingly(world.lineages());
        world.loses(index);
        world.checkDisks();
    }

    void returnWithOldDisk(int restartAfter) {
        if (world.mayBringBackOldDisks() && disk.hasOldOf(world.lineages())) {
            die(true, restartAfter);
            disk.restoreOld();
            world.loses(index);
            world.checkDisks();
        }
    }

    /** Whether it has told lately why it does not serve. */
    boolean saysWhyNot() {
        boolean isInConflict = reportedMillis >= 0 && world.now() - reportedMillis < SAID_LATELY;
        return world.options().losesDisks() && core != null && (isInConflict || disk.isIncomplete());
    }

    void doubt() {
        if (core != null) {
            disk.setIncomplete(true);
            happens(new Event.HistoryDoubted("told to"));
        }
    }

    /** Whether the others are a quorum of whatever this member goes by. */
    boolean canDoWithout(int other) {
        EnsembleConfig proposed = Change.lastIn(disk.log());
        return canDoWithout(disk.config(), other)
                && (proposed == null || canDoWithout(proposed, other))
                && (core == null || canDoWithout(core.committed(), other) && canDoWithout(core.lastSeen(), other));
    }

    static boolean canDoWithout(EnsembleConfig config, int other) {
        return QuorumRule.ZOOKEEPER.isQuorum(config, sid -> sid != other);
    }

    void handOver(int stopAfter, int restartAfter) {
        if (isLeading()) {
            isHandingOver = true;
            happens(new Event.HandOver("told to", true));
            int own = incarnation;
            world.at(world.now() + stopAfter, () -> {
                if (own == incarnation) {
                    die(false, restartAfter);
                }
            });
        }
    }

    /** Proposes it, as the prepare stage would. @return whether it did */
    boolean reconfigure(Fault.Reconfigure change) {
        if (!isTakingRequests() || core.lastSeen().version() != core.committed().version()) {
            return false;
        }
        EnsembleConfig next = Change.of(change, core.committed(), index).withVersion(lastSubmitted + 1);
        boolean isAllowed = Change.voters(next) >= 2
                && !next.members().equals(core.committed().members());
        // If an operator removes voters while another voter has lost its disk, perhaps no voter is left that may vote.
        if (!isAllowed || world.hasSomebodyForgotten() || !core.isReadyFor(next)) {
            return false;
        }
        world.trace(index, () -> "RECONFIGURES to " + next.text().replace('\n', ' '));
        world.reconfigures(next);
        submit(Change.txn(next));
        return true;
    }

    void dieAtEffect(int effects, int restartAfter) {
        effectsToLive = effects;
        downFor = restartAfter;
    }

    void pause(int millis) {
        pausedUntil = Math.max(pausedUntil, world.now() + millis);
        world.at(pausedUntil, this::readOn);
    }

    void leap(int millis) {
        clockMillis += millis;
    }

    void slowDown(int syncMillis) {
        diskWork.slowDown(syncMillis);
    }

    void receive(List<LoggedProposal> stateOfLeader) {
        disk.receive(stateOfLeader);
    }

    private void tick(int ofIncarnation) {
        if (incarnation == ofIncarnation) {
            clockMillis += world.options().tickEvery();
            happens(new Event.Tick(clockMillis));
            world.at(world.now() + world.options().tickEvery(), () -> tick(ofIncarnation));
        }
    }

    // --- events in ---

    void happens(Event event) {
        if (core == null) {
            return;
        }
        if (world.now() < pausedUntil || !unread.isEmpty()) {
            unread.addLast(event);
            return;
        }
        step(event);
    }

    private void readOn() {
        while (core != null && world.now() >= pausedUntil && !unread.isEmpty()) {
            step(unread.removeFirst());
        }
    }

    private void step(Event event) {
        if (!(event instanceof Event.Tick)) {
            world.trace(index, () -> "<- " + event);
        }
        if (event instanceof Event.Truncated || event instanceof Event.SnapshotInstalled) {
            history.reload();
        }
        if (doubtsItsDisk(event)) {
            return;
        }
        if (event instanceof Event.HistoryDoubted) {
            disk.setIncomplete(true); // Again, if the member began to serve before this event.
        }
        if (event instanceof Event.Notified told) {
            world.heardVotes().told(index, told.from(), told.vote());
        }
        world.countStep();
        for (Event told : world.sabotage().events(index, event)) {
            if (core != null) {
                carryOut(core.on(told));
            }
        }
        if (core != null) {
            history.show(servedEpoch);
            checkThatAQuorumIsConnected();
        }
    }

    // A leader that a reconfiguration has taken out waits for its learners to leave, and commits nothing meanwhile.
    private void checkThatAQuorumIsConnected() {
        if (state == PeerState.LEADING && servedEpoch >= 0 && !isRetired && unread.isEmpty()) {
            OpenLinks.check(this, core, world.links());
        }
    }

    // As Peer does: a disk without anything, where others have been in an ensemble before.
    private boolean doubtsItsDisk(Event event) {
        blank.happened(event);
        boolean isDoubted = event instanceof Event.Notified told
                && state == PeerState.LOOKING
                && blank.isDoubtedBy(told.vote())
                && !world.sabotage().trustsEmptyDisks();
        if (isDoubted) {
            blank.end();
            disk.setIncomplete(true);
            world.trace(index, () -> "doubts its disk");
            core = world.newCore(index, disk);
            carryOut(core.start());
        }
        return isDoubted;
    }

    // What is read late, because the process stands still, is prepared late.
    private boolean isTakingRequests() {
        return core != null
                && state == PeerState.LEADING
                && servedEpoch >= 0
                && !isHandingOver
                && world.now() >= pausedUntil
                && unread.isEmpty();
    }

    void submit(Payload txn) {
        if (isTakingRequests()) {
            long zxid = lastSubmitted + 1;
            lastSubmitted = zxid;
            happens(new Event.Submitted(zxid, txn));
        }
    }

    /** A client of a learner writes. */
    void forward(Payload txn) {
        if (core != null && servedEpoch >= 0) {
            happens(new Event.Forwarded(new Request(index, 0, OpCode.CREATE.code(), txn, null)));
        }
    }

    /** A client of a learner wants to see what was committed before. */
    void forwardSync() {
        if (core != null && servedEpoch >= 0) {
            happens(new Event.Forwarded(new Request(index, 0, OpCode.SYNC.code(), Payload.EMPTY, null)));
        }
    }

    void resign() {
        if (isLeading()) {
            happens(new Event.Resign("told to"));
        }
    }

    // --- effects out ---

    private void carryOut(List<Effect> asked) {
        int own = incarnation;
        for (Effect effect : world.sabotage().effects(index, asked)) {
            if (effectsToLive-- <= 0) {
                die(true, downFor);
            }
            if (incarnation != own) {
                return;
            }
            if (!(effect instanceof Effect.AnswerPing)) {
                world.trace(index, () -> "-> " + effect);
            }
            effect.dispatch(this);
        }
    }

    @Override
    public void notify(Effect.Notify effect) {
        world.notify(index, (int) effect.to(), effect.vote());
    }

    @Override
    public void connect(Effect.Connect effect) {
        dialling = effect.attempt();
        world.connect(this, effect.attempt(), (int) effect.leader());
    }

    void connected(Link link) {
        if (link.attempt != dialling) {
            link.closeByLearner(); // It was given up before it stood.
            return;
        }
        toLeader = link;
        happens(new Event.LeaderConnected(link.attempt));
    }

    private boolean isCurrent(long attempt) {
        return toLeader != null && toLeader.attempt == attempt;
    }

    @Override
    public void toLeader(Effect.ToLeader effect) {
        if (isCurrent(effect.attempt())) {
            toLeader.sayToLeader(new Event.LearnerSaid(toLeader.id, effect.message()));
        }
    }

    @Override
    public void answerPing(Effect.AnswerPing effect) {
        if (isCurrent(effect.attempt())) {
            toLeader.sayToLeader(new Event.LearnerSaid(toLeader.id, new Pong(effect.zxid(), List.of())));
        }
    }

    @Override
    public void closeLeader(Effect.CloseLeader effect) {
        dialling = effect.attempt() == dialling ? -1 : dialling;
        if (isCurrent(effect.attempt())) {
            toLeader.closeByLearner();
            toLeader = null;
        }
    }

    @Override
    public void toLearner(Effect.ToLearner effect) {
        Link link = world.link(effect.link());
        if (link != null) {
            link.sayToLearner(new Event.LeaderSaid(link.attempt, effect.message()), null);
        }
        isRetired |= effect.message() instanceof CommitAndActivate commit && commit.designatedLeader() != index;
    }

    @Override
    public void closeLearner(Effect.CloseLearner effect) {
        Link link = world.link(effect.link());
        if (link != null) {
            link.closeByLeader();
        }
    }

    @Override
    public void locate(Effect.Locate effect) {
        LogSpot spot = new LogSpot(effect.zxid(), history.isOnDisk(effect.zxid()), world.flip());
        int own = incarnation;
        world.at(world.now() + 1, () -> {
            if (incarnation == own) {
                happens(new Event.Located(effect.link(), spot));
            }
        });
    }

    @Override
    public void sendHistory(Effect.SendHistory effect) {
        for (LoggedProposal logged : history.onDisk(effect.afterZxid(), effect.upToZxid())) {
            toLearner(new Effect.ToLearner(effect.link(), new Proposal(logged.zxid(), logged.txn())));
            toLearner(new Effect.ToLearner(effect.link(), new Commit(logged.zxid())));
        }
    }

    @Override
    public void sendSnapshot(Effect.SendSnapshot effect) {
        Link link = world.link(effect.link());
        if (link != null) {
            link.sayToLearner(new Event.LeaderSaid(link.attempt, new Snap(effect.label())), history.state());
        }
    }

    @Override
    public void reportConflict(Effect.ReportConflict effect) {
        if (effect.part() != Effect.ReportConflict.Part.LEADS) {
            reportedMillis = world.now();
        }
        if (effect.part() == Effect.ReportConflict.Part.IS_STOPPED) {
            Violation.unless(
                    world.options().losesDisks(), "no conflict without lost disks: member " + index + " is stopped");
            disk.setInConflict(true);
        }
    }

    @Override
    public void append(Effect.Append effect) {
        history.add(new LoggedProposal(effect.zxid(), effect.txn()));
        diskWork.ask(effect, new Event.Durable(effect.zxid()));
    }

    @Override
    public void truncate(Effect.Truncate effect) {
        diskWork.ask(effect, new Event.Truncated(effect.zxid()));
    }

    @Override
    public void installSnapshot(Effect.InstallSnapshot effect) {
        diskWork.ask(effect, new Event.SnapshotInstalled(effect.zxid()));
    }

    @Override
    public void saveAcceptedEpoch(Effect.SaveAcceptedEpoch effect) {
        diskWork.ask(effect, new Event.AcceptedEpochSaved(effect.epoch()));
    }

    @Override
    public void saveCurrentEpoch(Effect.SaveCurrentEpoch effect) {
        diskWork.ask(effect, new Event.CurrentEpochSaved(effect.epoch()));
    }

    @Override
    public void commitUpTo(Effect.CommitUpTo effect) {
        history.commitUpTo(effect.zxid());
    }

    @Override
    public void become(Effect.Become effect) {
        state = effect.state();
        world.heardVotes().becomes(index, effect, list());
        servedEpoch = -1;
        isHandingOver = false;
        isRetired = false;
    }

    @Override
    public void serve(Effect.Serve effect) {
        servedEpoch = effect.epoch();
        disk.setIncomplete(false);
        disk.setInConflict(false);
        lastSubmitted = Zxid.of(effect.epoch(), 0);
        if (state == PeerState.LEADING) {
            world.leads(index, effect.epoch(), history.all());
            checkThatAQuorumIsConnected();
        }
        history.show(servedEpoch);
    }

    @Override
    public void deliverToLeader(Effect.DeliverToLeader effect) {
        if (effect.message() instanceof Request request && request.opcode() == OpCode.SYNC.code()) {
            Link link = world.link(effect.link());
            if (link != null) {
                link.syncs.addLast(history.applied());
            }
            soon(new Event.SyncAsked(effect.link()));
        } else if (effect.message() instanceof Request request) {
            world.at(world.now(), () -> submit(request.body()));
        }
    }

    private void soon(Event event) {
        int own = incarnation;
        world.at(world.now(), () -> {
            if (incarnation == own) {
                happens(event);
            }
        });
    }

    @Override
    public void deliverToLearner(Effect.DeliverToLearner effect) {
        if (effect.message() instanceof Synced && toLeader != null) {
            Violation.unless(
                    !toLeader.syncs.isEmpty(), "a sync is answered once: member " + index + " receives another answer");
            int seen = toLeader.syncs.removeFirst();
            Violation.unless(
                    history.applied() >= seen,
                    "a sync sees what was committed: member " + index + " has applied " + history.applied()
                            + " txns, its leader " + seen);
        }
    }

    @Override
    public void configure(Effect.Configure effect) {
        diskWork.ask(effect);
    }

    @Override
    public void halt(Effect.Halt effect) {
        die(true, Math.max(downFor, 50));
    }
}
