// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.server.config.Ensemble;
import io.paddock.server.core.Agreement;
import io.paddock.server.core.ClientRoles;
import io.paddock.server.core.CoreInbox;
import io.paddock.server.core.ForwardingRole;
import io.paddock.server.core.ProposalLog;
import io.paddock.server.facts.MemberView;
import io.paddock.server.link.ElectionPort;
import io.paddock.server.link.PeerLog;
import io.paddock.storage.log.TxnRecords;
import io.paddock.storage.snapshot.SnapshotStreamWriter;
import io.paddock.storage.tree.ZnodeTree;
import io.paddock.zab.PeerCore;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Event;
import io.paddock.zab.door.Settings;
import io.paddock.zab.ensemble.Oracle;
import io.paddock.zab.member.Rules;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of an ensemble: a quorum decides what is committed. It is the shell around {@link PeerCore}: it
 * carries out the effects of agreement, and passes it the events of links, disk and clock. On the core
 * thread.
 */
public final class Peer implements Agreement, Effect.Handler {
    private static final Logger LOG = LoggerFactory.getLogger(Peer.class);
    /** The counter from which on a leader hands over, so that the counter of its epoch is never used up. */
    private static final long LAST_ZXIDS = 0xffff_ffffL - 1024;

    private final Ensemble options;
    private final TickPeriods periods;
    private final HistoryTrust doubts;
    private final ConflictWarnings conflicts;
    private final Configurations configs;
    private final CoreInbox inbox;
    private final ClientRoles roles;
    private final ProposalLog log;
    private final ZnodeTree tree;
    private final PeerDisk disk;
    private final LogHistory shelf;
    private final ElectionPort election;
    private final LearnerLinks learners;
    private final LeaderLink leader;
    private final ObserverTargets masters;
    private final long readersAfterMillis;
    private final Rules rules;
    private final Host host;
    private final ClientRole duty;
    private final MemberLog journal;
    private final PeerView view;
    private final PeerMetrics metrics;
    private final ProgressLog milestones;
    private final PeerLog votes = new PeerLog();
    private final OtherLines otherLines = new OtherLines();
    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private final HandOverWait handOver = new HandOverWait();
    private PeerCore zab; // null while the log is broken
    private boolean performing;
    private PeerState state = PeerState.LOOKING;
    private long lastTickMillis;
    private long lookingSinceMillis;

    /**
     * Does nothing until {@link #started}.
     *
     * @param readersAfterMillis after how long without a leader read-only clients are served; negative for
     *     never
     */
    Peer(
            Ensemble options,
            History history,
            CoreInbox inbox,
            ClientRoles roles,
            ProposalLog log,
            ZnodeTree tree,
            PeerDisk disk,
            LogHistory shelf,
            ElectionPort election,
            LearnerLinks learners,
            LeaderLink leader,
            ObserverTargets masters,
            PeerMetrics metrics,
            long readersAfterMillis,
            Host host) {
        this.options = options;
        this.periods = new TickPeriods(options);
        this.doubts = new HistoryTrust(disk, history);
        this.conflicts = new ConflictWarnings(disk);
        this.inbox = inbox;
        this.roles = roles;
        this.log = log;
        this.tree = tree;
        this.disk = disk;
        this.shelf = shelf;
        this.election = election;
        this.learners = learners;
        this.leader = leader;
        this.masters = masters;
        this.metrics = metrics;
        this.milestones = new ProgressLog(options.sid());
        this.journal = new MemberLog(log, options.observing().logs());
        this.readersAfterMillis = readersAfterMillis;
        this.rules = options.electing()
                .oracle()
                .map(file -> Rules.ZAB.with(new Oracle(new OracleFile(file))))
                .orElse(Rules.ZAB);
        this.host = host;
        this.duty = new ClientRole(roles, tree, roles.replica(zxid -> inbox.execute(() -> differs(zxid))));
        this.configs = new Configurations(
                options, disk, election, learners, host, config -> zab != null && zab.isReadyFor(config));
        this.view = new PeerView(
                options.committed(),
                options.serving().leaderServes(),
                options.agreement().observerMasters());
    }

    /** @return this member's state, for operators */
    public MemberView view() {
        return view;
    }

    // --- called by the server

    @Override
    public void started(long nowMillis) {
        lastTickMillis = nowMillis;
        lookingSinceMillis = nowMillis;
        election.listen().whenComplete((where, failure) -> {
            if (failure != null) {
                host.failed(failure);
            }
        });
        learners.open();
        begin();
    }

    private void begin() {
        duty.begin();
        configs.beginWith(tree);
        Settings settings = doubts.settings(options.agreement(), roles.wallMillis());
        zab = new PeerCore(settings, rules, doubts.disk(), configs.committed(), configs.lastSeen());
        zab.start().forEach(effect -> effect.dispatch(this));
    }

    /** A vote has arrived. */
    void notified(long from, Notification vote) {
        votes.info(() -> VoteLine.of(state, from, vote));
        if (!options.agreement().reconfigEnabled()) {
            otherLines.told(from, vote.config(), configs.committed(), lastTickMillis);
        }
        if (state == PeerState.LOOKING && zab != null && doubts.arisesFrom(vote)) {
            zab = null;
            doubts.lost(from, vote, this::begin);
        } else {
            on(new Event.Notified(from, vote));
        }
    }

    /**
     * This member's tree differs from the leader's.
     *
     * @param zxid where the difference was found
     */
    private void differs(long zxid) {
        if (duty.learning() != null) {
            doubts.differs(zxid, why -> on(new Event.HistoryDoubted(why)));
        }
    }

    private void propose(LoggedTxn txn) {
        Payload payload = TxnRecords.payloadOf(txn);
        view.proposed(payload.length());
        metrics.proposed();
        long zxid = txn.header().zxid();
        on(new Event.Submitted(zxid, payload));
        if (Zxid.counterOf(zxid) >= LAST_ZXIDS && duty.deciding() != null) {
            beginANewEpoch(zxid);
        }
    }

    // The counter must not overflow into the epoch. While some zxids are left for writes in progress, another
    // leader can take over, as it does when this server is stopped.
    private void beginANewEpoch(long zxid) {
        if (duty.deciding().stopTaking()) {
            LOG.info(
                    "Handing over to another leader: the zxids of this epoch end soon, the last is 0x{}",
                    Zxid.hex(zxid));
            on(new Event.HandOver("the zxids of epoch " + Zxid.epochOf(zxid) + " end soon", false));
        }
    }

    @Override
    public void flush() {
        learners.flush();
        leader.flush();
    }

    @Override
    public void durable(long zxid) {
        // After the log was truncated or replaced, the event for that reports its new end.
        if (zxid <= duty.lastLogged()) {
            metrics.durable(zxid, roles.wallMillis());
            on(new Event.Durable(zxid));
        }
    }

    @Override
    public void logFailed() {
        on(new Event.LogFailed("its directory cannot be written"));
    }

    @Override
    public void logRepaired() {
        disk.reload(reloaded -> {
            doubts.beginWith(reloaded);
            journal.isWhole();
            duty.adopt(reloaded.recovered().tree());
            begin();
        });
    }

    @Override
    public void tick(long nowMillis) {
        if (nowMillis - lastTickMillis >= periods.leastMillis()) {
            lastTickMillis = nowMillis;
            on(new Event.Tick(nowMillis));
            if (duty.deciding() != null) {
                view.show(zab.leaderFigures(), nowMillis);
            } else if (zab != null && state == PeerState.FOLLOWING) {
                view.serves(zab.syncedObservers());
            }
            serveReaders(nowMillis);
        }
    }

    // Readers are not served while the log is broken. When it works again, the tree is read again, and no
    // client may read it meanwhile.
    private void serveReaders(long nowMillis) {
        boolean isDue = readersAfterMillis >= 0
                && state == PeerState.LOOKING
                && zab != null
                && !zab.isIncomplete()
                && nowMillis - lookingSinceMillis >= readersAfterMillis
                && !roles.isReadOnly();
        if (isDue) {
            LOG.info("Still without a leader: clients that only read are served, from what this server knows");
            roles.serveReaders();
            view.servesReaders();
        }
    }

    @Override
    public long nextTickMillis() {
        return lastTickMillis + periods.millis(state, view.isServing() && !handOver.hasBegun());
    }

    @Override
    public boolean isFinished() {
        return true; // The other members decide about the writes in progress.
    }

    /** Passes an event to agreement, and carries out the effects. */
    void on(Event event) {
        milestones.happened(event, configs.committed());
        doubts.happened(event);
        events.add(event);
        if (performing) {
            return;
        }
        performing = true;
        try {
            for (Event next = events.poll(); next != null; next = events.poll()) {
                if (zab != null) {
                    zab.on(next).forEach(effect -> effect.dispatch(this));
                }
            }
        } finally {
            performing = false;
        }
    }

    /**
     * Lets another member lead, if this one leads. Clients then need not wait until the others notice that
     * this leader has stopped. Not on the core thread.
     *
     * @param patienceMillis how long to wait for that at most
     */
    public void handOver(long patienceMillis) {
        inbox.execute(() -> {
            if (duty.deciding() == null) {
                handOver.cancel();
                return;
            }
            handOver.begin();
            duty.deciding().stopTaking();
            on(new Event.HandOver("this server is about to stop", true));
        });
        handOver.await(patienceMillis);
    }

    /** Ends all connections to other members. Called after the core thread has ended. */
    public void close() {
        election.close();
        leader.close();
        learners.close();
        shelf.close();
    }

    // --- asked by agreement: links

    @Override
    public void notify(Effect.Notify effect) {
        election.send(effect.to(), effect.vote());
    }

    @Override
    public void connect(Effect.Connect effect) {
        view.reached("discovery");
        ObserverTargets.Master elected =
                new ObserverTargets.Master(effect.leader(), configs.quorumAddresses(effect.leader()));
        if (state == PeerState.OBSERVING && options.agreement().observerMasters()) {
            ObserverTargets.Master next = masters.next(configs.committed(), elected, lastTickMillis);
            LOG.info("Connecting to server {} at {}", next.sid(), next.addresses());
            view.learnsFrom(next.sid());
            leader.connectOnce(effect.attempt(), next.addresses());
        } else {
            leader.connect(effect.attempt(), elected.addresses());
        }
    }

    @Override
    public void toLeader(Effect.ToLeader effect) {
        leader.send(effect.attempt(), effect.message());
    }

    @Override
    public void answerPing(Effect.AnswerPing effect) {
        leader.send(
                effect.attempt(),
                new LearnerMessage.Pong(effect.zxid(), duty.learning().touched()));
    }

    @Override
    public void closeLeader(Effect.CloseLeader effect) {
        leader.close(effect.attempt());
    }

    @Override
    public void toLearner(Effect.ToLearner effect) {
        metrics.told(effect.message());
        if (effect.message() instanceof LeaderMessage.LeaderInfo) {
            count(effect.link(), milestones.sidOf(effect.link()));
        }
        milestones.toLearner(effect.link(), effect.message(), tree.lastZxid(), duty.lastLogged());
        learners.send(effect.link(), effect.message());
    }

    // Only members are counted: there may be any number of other servers.
    private void count(long link, long sid) {
        if (configs.committed().members().containsKey(sid)) {
            learners.count(link, metrics.queueTo(sid));
        }
    }

    @Override
    public void closeLearner(Effect.CloseLearner effect) {
        learners.close(effect.link(), effect.why());
    }

    @Override
    public void sendHistory(Effect.SendHistory effect) {
        learners.replay(effect.link(), shelf.read(effect.afterZxid(), effect.upToZxid()));
    }

    @Override
    public void sendSnapshot(Effect.SendSnapshot effect) {
        duty.showCommitted();
        milestones.snapshot(effect.link(), effect.label(), tree.lastZxid(), duty.lastLogged());
        metrics.sentSnapshot();
        learners.sendSnapshot(effect.link(), new SnapshotStreamWriter(tree), effect.label());
    }

    @Override
    public void reportConflict(Effect.ReportConflict effect) {
        conflicts.found(effect, duty.lastLogged(), zab.establishedEpoch(), lastTickMillis);
    }

    // --- asked by agreement: the disk

    @Override
    public void locate(Effect.Locate effect) {
        long treeBytes = SnapshotStreamWriter.estimatedBytes(tree);
        shelf.locate(
                effect.zxid(),
                log.durableZxid(),
                treeBytes,
                spot -> inbox.execute(() -> on(new Event.Located(effect.link(), spot))));
    }

    @Override
    public void append(Effect.Append effect) {
        boolean isLogged = journal.append(effect.zxid(), effect.txn(), state == PeerState.OBSERVING);
        duty.logged(effect.zxid(), effect.txn());
        if (!isLogged) {
            on(new Event.Durable(effect.zxid())); // The txn is not logged, so nothing else will report this.
        }
        metrics.appended(effect.zxid(), effect.txn(), roles.wallMillis());
    }

    @Override
    public void truncate(Effect.Truncate effect) {
        if (journal.lacks()) {
            on(new Event.CannotTruncate(effect.zxid()));
            return;
        }
        LOG.warn("Truncating the log to get in sync with the leader, to 0x{}", Zxid.hex(effect.zxid()));
        view.reached("synchronization - trunc");
        roles.exclusively(tree::abandonWalks);
        disk.truncate(effect.zxid(), duty::adopt);
    }

    @Override
    public void installSnapshot(Effect.InstallSnapshot effect) {
        view.reached("synchronization - snap");
        roles.exclusively(tree::abandonWalks);
        disk.install(leader.takeReceived(), duty.lastLogged(), effect.keepsOld(), tree -> {
            journal.isWhole();
            duty.adopt(tree);
        });
    }

    @Override
    public void saveAcceptedEpoch(Effect.SaveAcceptedEpoch effect) {
        view.reached("discovery");
        disk.saveAcceptedEpoch(effect.epoch());
    }

    @Override
    public void saveCurrentEpoch(Effect.SaveCurrentEpoch effect) {
        view.reached("synchronization");
        disk.saveCurrentEpoch(effect.epoch());
    }

    @Override
    public void configure(Effect.Configure effect) {
        configs.change(effect.committed(), effect.lastSeen());
        view.configured(effect.committed());
        if (journal.lacks() && !effect.committed().isObserver(options.sid())) {
            doubts.cannotVote(why -> on(new Event.HistoryDoubted(why)));
        }
    }

    // --- asked by agreement: the server

    @Override
    public void commitUpTo(Effect.CommitUpTo effect) {
        metrics.committed(duty.committedUpTo(effect.zxid()), effect.zxid(), roles.wallMillis());
    }

    @Override
    public void become(Effect.Become effect) {
        duty.end("this server is " + effect.state() + " now: " + effect.why());
        if (effect.state() == PeerState.LOOKING) {
            lookingSinceMillis = lastTickMillis;
            LOG.info("LOOKING: {}", effect.why());
            LOG.info("New election. My id = {}, proposed zxid=0x{}", options.sid(), Zxid.hex(duty.lastLogged()));
        } else {
            LOG.info("{}: {}", effect.state(), effect.why());
        }
        state = effect.state();
        view.became(state, effect.leader());
        metrics.became(state, lastTickMillis);
        masters.begin(lastTickMillis);
        election.lookAgain();
        learners.become(state);
        leader.become(state);
        if (zab != null && zab.isWithdrawn()) {
            handOver.end();
        }
    }

    @Override
    public void serve(Effect.Serve effect) {
        duty.showCommitted();
        roles.exclusively(() -> configs.show(tree, roles.wallMillis()));
        long tookMillis = lastTickMillis - lookingSinceMillis;
        LOG.info("{} - LEADER ELECTION TOOK - {} MS", state, tookMillis);
        if (state == PeerState.LEADING) {
            milestones.leads(effect.epoch());
            duty.lead(Zxid.of(effect.epoch(), options.serving().zxidsBeginAt()), configs, this::propose);
        } else {
            duty.follow(effect.epoch(), message -> on(new Event.Forwarded(message)));
        }
        learners.serve();
        doubts.end();
        conflicts.end();
        view.serves(zab.leaderFigures(), lastTickMillis);
        metrics.serves(lastTickMillis);
        handOver.end();
    }

    @Override
    public void deliverToLeader(Effect.DeliverToLeader effect) {
        long link = effect.link();
        if (effect.message() instanceof LearnerMessage.Pong pong) {
            duty.touched(pong.touched());
        } else if (effect.message() instanceof LearnerMessage.Revalidate revalidate) {
            duty.deciding()
                    .learners()
                    .revalidate(
                            link,
                            revalidate,
                            valid -> learners.send(link, new LeaderMessage.Revalidated(revalidate.sessionId(), valid)));
        } else if (effect.message() instanceof LearnerMessage.Request request) {
            request(link, request);
        }
    }

    private void request(long link, LearnerMessage.Request request) {
        if (request.opcode() == OpCode.SYNC.code()) {
            on(new Event.SyncAsked(link));
            return;
        }
        String wrong = duty.deciding().learners().request(link, request);
        if (wrong != null) {
            learners.close(link, wrong);
        }
    }

    @Override
    public void deliverToLearner(Effect.DeliverToLearner effect) {
        ForwardingRole learning = duty.learning();
        if (learning == null) {
            return;
        }
        if (effect.message() instanceof LeaderMessage.Revalidated revalidated) {
            learning.revalidated(revalidated.sessionId(), revalidated.valid());
        } else if (effect.message() instanceof LeaderMessage.Synced) {
            learning.synced();
        }
    }

    @Override
    public void halt(Effect.Halt effect) {
        LOG.error("This member takes no part until its disk works again: {}", effect.why());
        zab = null;
        events.clear();
        duty.giveUp();
    }
}
