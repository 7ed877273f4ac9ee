// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.server.auth.AccessControl;
import io.paddock.server.config.ServerConfig;
import io.paddock.server.metrics.Metrics;
import io.paddock.server.ops.Electorate;
import io.paddock.server.session.Session;
import io.paddock.server.session.SessionConnection;
import io.paddock.server.session.SessionIds;
import io.paddock.server.session.SessionTracker;
import io.paddock.server.watch.Watches;
import io.paddock.storage.log.TxnLogWriter;
import io.paddock.storage.tree.ZnodeTree;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jctools.queues.MpscArrayQueue;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The core thread, and the door to it. It takes all that is queued, has its {@link Role} deal with it, hands what came of that to the log as one
 * batch, applies what has been committed meanwhile, and sleeps when there is nothing: batches form by themselves, nobody waits for one to fill.
 *
 * <p>Writes come through a queue bounded by count and bytes: when {@link #submit} says no, the connection stops reading. Sessions and
 * small tasks come through another, which is bounded by the number of connections.
 */
public final class Core implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Core.class);
    private static final int QUEUE_MAX = 1 << 16;
    private static final int TAKE_MAX = 1024;

    private final ServerConfig config;
    private final AccessControl access;
    private final SessionIds ids;
    private final Parts parts;
    private final ProposalLog log;
    private final Runnable snapshotDue;
    private final Consumer<Throwable> fatal;
    private final List<Shard> shards = new CopyOnWriteArrayList<>();
    private final Queue<Write> writes = new MpscArrayQueue<>(QUEUE_MAX);
    private final Queue<Runnable> tasks = new MpscUnboundedArrayQueue<>(256);
    /** Of all writes submitted and not yet applied: a log that has come to a halt must not fill the memory behind it. */
    private final AtomicLong bytesInFlight = new AtomicLong();

    private final long bytesInFlightMax =
            Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 8);
    private final Thread thread = new Thread(this::run, "core");
    private final Deadlines deadlines;
    private final Agreement agreement;
    private volatile Role role;
    private volatile boolean passesOn;
    private volatile long servedFromZxid;
    private volatile boolean sleeping;
    private volatile boolean stopping;
    private volatile boolean logFailed;
    private boolean handedOver = true;
    private long durableSeen;

    /**
     * @param log the log that the tree was recovered from
     * @param metrics what is counted here goes there
     * @param snapshotDue called on the core thread when enough has been logged for a snapshot
     * @param fatal told of anything that must end the server
     * @param ensemble makes the agreement of a member; null for a standalone server
     */
    public Core(
            ServerConfig config,
            ZnodeTree tree,
            TxnLogWriter log,
            AccessControl access,
            long serverId,
            Clock clock,
            Metrics metrics,
            Runnable snapshotDue,
            Consumer<Throwable> fatal,
            Function<Core, Agreement> ensemble) {
        this.config = config;
        this.access = access;
        this.snapshotDue = snapshotDue;
        this.fatal = fatal;
        this.log = new ProposalLog(log, LogMetrics.of(metrics), this::wake, fatal);
        this.ids = new SessionIds(serverId, clock.wallMillis());
        this.parts = new Parts(
                tree,
                new SessionTracker(config.sessions().tickTimeMillis()),
                new Publisher(tree.gate(), clock, shards),
                new Watches(metrics),
                clock,
                LocalSessions.of(config),
                bytesInFlight,
                WriteMetrics.of(metrics));
        this.deadlines = new Deadlines(config.sessions().tickTimeMillis());
        this.role = turningAway();
        this.agreement = ensemble == null ? new Alone(this, this.log) : ensemble.apply(this);
    }

    /** Takes in an event loop's shard, before its first connection. */
    public void add(Shard shard) {
        shards.add(shard);
        parts.watches().add(shard.watches());
    }

    /** Starts the threads. A standalone server tracks the sessions of the recovered tree, each with its full timeout from now. */
    public void start() {
        long nowMillis = parts.clock().monotonicMillis();
        deadlines.start(nowMillis);
        durableSeen = log.durableZxid();
        agreement.started(nowMillis);
        log.start();
        thread.start();
    }

    /** Hands in a write. From an event loop. @return false when too much is queued: try again when something was delivered */
    public boolean submit(Write write) {
        if (!hasRoom() || !writes.offer(write)) {
            return false;
        }
        bytesInFlight.addAndGet(write.bytes());
        // While the log syncs, writes gather: the log thread wakes the core when it is done, and they become the next
        // batch. Waking the core for each of them would cost more than preparing them.
        if (!log.isBusy()) {
            wake();
        }
        return true;
    }

    /** @return whether there is room for the bytes of another write. Any thread */
    public boolean hasRoom() {
        return bytesInFlight.get() <= bytesInFlightMax;
    }

    /** @return whether syncs have to wait for others, so that they go where writes go. Any thread */
    public boolean isMember() {
        return !(agreement instanceof Alone);
    }

    /** @return whether writes are passed on to a leader, which needs them as they came. Any thread */
    public boolean passesOn() {
        return passesOn;
    }

    /** @return whether clients are served. Any thread */
    public boolean isServing() {
        return role.isServing();
    }

    /** @return whether only clients are served that make do with reading what may be old. Any thread */
    public boolean isReadOnly() {
        return role instanceof ReadOnly;
    }

    /**
     * @return a zxid that clients of other members may have seen, though no txn has it: the beginning of the leader's epoch, which ZooKeeper's
     *     servers show. Any thread
     */
    public long servedFromZxid() {
        return servedFromZxid;
    }

    /** A client wants a new session. From its event loop. */
    public void open(Client client, int timeoutMillis) {
        execute(() -> role.open(client, timeoutMillis));
    }

    /** A client wants its session back. From its event loop. */
    public void renew(Client client, long sessionId, byte[] password, int timeoutMillis) {
        execute(() -> role.renew(client, sessionId, password, timeoutMillis));
    }

    /** A client came while nobody is served: it is told to try again when somebody is, or cut off if that takes long. From its event loop. */
    public void await(Client client) {
        execute(() -> role.await(client));
    }

    /** Its connection is gone. */
    public void detached(Client client, Session session) {
        execute(() -> role.detached(client, session));
    }

    /** Runs a task on the core thread. */
    public void execute(Runnable task) {
        tasks.add(task);
        wake();
    }

    /** Asks something of the core thread's state, from any other thread. */
    public <T> CompletableFuture<T> ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        execute(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /** @return the sessions: all while this server decides, else those connected here; only on the core thread */
    public SessionTracker sessions() {
        return parts.sessions();
    }

    /** @return all watch tables; only on the core thread */
    public Watches watches() {
        return parts.watches();
    }

    /** @return whether writes are accepted: not while the log fails */
    public boolean isWritable() {
        return !logFailed;
    }

    /** @return writes waiting to be prepared; approximate */
    public int queued() {
        return writes.size();
    }

    // --- for the agreement, on the core thread

    /** @return the log: what is appended there is told to the agreement once it is durable */
    public ProposalLog log() {
        return log;
    }

    /**
     * From now on this server decides.
     *
     * @param lastZxid the zxid before the first txn to come; all up to it is committed
     * @param electorate what reconfigurations are judged by; null on a standalone server
     */
    public Deciding decide(long lastZxid, Electorate electorate) {
        Deciding deciding =
                new Deciding(config, parts, access, ids, agreement::propose, this::execute, lastZxid, electorate);
        take(deciding);
        return deciding;
    }

    /**
     * From now on this server passes on what it may not decide.
     *
     * @param servedFrom the zxid before the first txn to come
     * @param leader takes what is passed on
     */
    public Learning learn(Replica replica, long servedFrom, Consumer<LearnerMessage> leader) {
        servedFromZxid = servedFrom;
        Learning learning = new Learning(parts, ids, replica, leader, this::execute);
        passesOn = true;
        take(learning);
        return learning;
    }

    private void take(Role next) {
        Role before = role;
        role = next;
        before.end("this server serves again");
    }

    /** From now on nobody is served: all connections are closed, and what is under way is given up. */
    public void turnAway(String why) {
        passesOn = false;
        if (!(role instanceof TurningAway)) { // Else those who wait go on waiting, and no longer than they would have.
            Role before = role;
            role = turningAway();
            before.end(why);
        }
    }

    private TurningAway turningAway() {
        return new TurningAway(bytesInFlight, parts.clock().monotonicMillis());
    }

    /** From now on who only wants to read is served. On a member that nobody is connected to. */
    public void serveReaders() {
        take(new ReadOnly(parts, ids));
    }

    /** @return applies txns that others have decided on. @param differs told a zxid at which the tree's digest was not the one recorded */
    public Replica replica(LongConsumer differs) {
        return new Replica(parts, differs);
    }

    /** Changes the tree as a whole, while no event loop reads. */
    public void exclusively(Runnable change) {
        parts.publisher().publish(change);
    }

    /** @return wall clock, milliseconds since 1970 */
    public long wallMillis() {
        return parts.clock().wallMillis();
    }

    /** Shows all that is committed by now. */
    public void showCommitted() {
        role.pass();
    }

    /** Finishes what has been submitted, as far as the log takes it, then stops the threads. */
    @Override
    public void close() {
        stopping = true;
        wake();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.close();
    }

    private void wake() {
        if (sleeping) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        try {
            while (!stopping || isUnfinished()) {
                boolean worked = runTasks();
                worked |= takeWrites();
                agreement.flush(); // Before our own disk has its share: the others' work while it does.
                handedOver = log.handOver();
                worked |= lookAtLog();
                agreement.flush(); // Before what is committed is applied here: so it is there while it is here.
                worked |= role.pass();
                tick();
                agreement.flush();
                if (!worked) {
                    sleep();
                }
            }
        } catch (Throwable e) {
            fatal.accept(e);
        }
    }

    private boolean isUnfinished() {
        return log.isAlive() && (!writes.isEmpty() || !agreement.isFinished());
    }

    private boolean runTasks() {
        boolean any = false;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            any = true;
        }
        return any;
    }

    private boolean takeWrites() {
        // With the log thread far behind, the queue fills up and connections stop reading.
        if (!handedOver) {
            return false;
        }
        int count = 0;
        WriteMetrics metrics = parts.metrics();
        long start = writes.isEmpty() ? 0 : System.nanoTime();
        metrics.queueSize().record(writes.size(), start == 0 ? 0 : 1);
        for (Write write = nextWrite(count); write != null; write = nextWrite(count)) {
            count++;
            metrics.queuedMillis().record(TimeUnit.NANOSECONDS.toMillis(Math.max(0, start - write.receivedNanos())));
            if (isOvertaken(write)) {
                parts.release(write);
            } else {
                role.take(write);
            }
        }
        if (count > 0) {
            metrics.requests().add(count);
            metrics.prepareMillis().record(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / count, count);
        }
        return count > 0;
    }

    // From a connection that was cut, or whose session goes on elsewhere: nobody waits for it, and it must not come
    // late.
    private static boolean isOvertaken(Write write) {
        SessionConnection now = write.session().connection();
        return write.client().isCut() || now != null && now != write.client();
    }

    private Write nextWrite(int count) {
        return count < TAKE_MAX ? writes.poll() : null;
    }

    private boolean lookAtLog() {
        if (log.takeSnapshotDue()) {
            snapshotDue.run();
        }
        boolean failed = log.isFailed(); // Before asking how far it came: it comes no further then.
        boolean any = false;
        long durable = log.durableZxid();
        if (durable != durableSeen) {
            durableSeen = durable;
            agreement.durable(durable);
            any = true;
        }
        if (failed && !logFailed) {
            logFailed = true;
            agreement.logFailed();
            log.acknowledgeFailure();
            any = true;
        } else if (!failed && logFailed) {
            logFailed = false;
            agreement.logRepaired();
            any = true;
        }
        return any;
    }

    private void tick() {
        long now = parts.clock().monotonicMillis();
        agreement.tick(now);
        long stoodStillMillis = deadlines.look(now);
        if (stoodStillMillis > 0) {
            LOG.warn("This server stood still for {} ms: every session gets that much longer", stoodStillMillis);
            parts.metrics().pauseMillis().record(stoodStillMillis);
            parts.sessions().stalled(stoodStillMillis);
        }
        if (now >= role.nextDueMillis()) {
            role.tick(now);
        }
    }

    private void sleep() {
        sleeping = true;
        // Each of these is looked at again after the flag is set. Otherwise news in between would wait for the next
        // deadline.
        boolean news = !tasks.isEmpty()
                || handedOver && !writes.isEmpty()
                || log.durableZxid() != durableSeen
                || log.isFailed() != logFailed
                || role.hasWork();
        if (!news && (!stopping || isUnfinished())) {
            long dueMillis = Math.min(role.nextDueMillis(), agreement.nextTickMillis());
            long pauseMillis = deadlines.pauseMillis(parts.clock().monotonicMillis(), dueMillis);
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(pauseMillis));
            // Before the tasks that have come meanwhile: a wait that one of them begins is measured from now.
            agreement.tick(parts.clock().monotonicMillis());
        }
        sleeping = false;
    }
}
