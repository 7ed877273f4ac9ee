// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.protocol.OpCode;
import io.paddock.server.auth.AccessControl;
import io.paddock.server.config.ServerConfig;
import io.paddock.server.metrics.Metrics;
import io.paddock.server.ops.WriteOps;
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
import java.util.function.Supplier;
import org.jctools.queues.MpscArrayQueue;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The core thread, and the door to it. It takes all that is queued, prepares it, hands it to the log as one batch, applies what has
 * become durable meanwhile, and sleeps when there is nothing: batches form by themselves, nobody waits for one to fill.
 *
 * <p>Writes come through a queue bounded by count and bytes: when {@link #submit} says no, the connection stops reading. Sessions and
 * small tasks come through another, which is bounded by the number of connections.
 */
public final class Core implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Core.class);
    private static final int QUEUE_MAX = 1 << 16;
    private static final int PREPARE_MAX = 1024;
    private static final long TICK_MILLIS_MAX = 100;
    private static final long STALL_MILLIS = 500;

    private final ZnodeTree tree;
    private final Clock clock;
    private final ProposalLog log;
    private final SessionTracker sessions;
    private final Pipeline pipeline;
    private final SessionDesk desk;
    private final Reaper reaper;
    private final Runnable snapshotDue;
    private final Consumer<Throwable> fatal;
    private final List<Shard> shards = new CopyOnWriteArrayList<>();
    private final Watches watches;
    private final WriteMetrics metrics;
    private final Queue<Write> writes = new MpscArrayQueue<>(QUEUE_MAX);
    private final Queue<Runnable> tasks = new MpscUnboundedArrayQueue<>(256);
    /** Of all writes submitted and not yet applied: a log that has come to a halt must not fill the memory behind it. */
    private final AtomicLong bytesInFlight = new AtomicLong();

    private final long bytesInFlightMax =
            Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 8);
    private final Thread thread = new Thread(this::run, "core");
    private final long tickMillis;
    private volatile boolean sleeping;
    private volatile boolean stopping;
    private volatile boolean writable = true;
    private boolean handedOver = true;
    private long lastTickMillis;

    /**
     * @param log the log that the tree was recovered from
     * @param metrics what is counted here goes there
     * @param snapshotDue called on the core thread when enough has been logged for a snapshot
     * @param fatal told of anything that must end the server
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
            Consumer<Throwable> fatal) {
        this.tree = tree;
        this.metrics = WriteMetrics.of(metrics);
        this.watches = new Watches(metrics);
        this.clock = clock;
        this.snapshotDue = snapshotDue;
        this.fatal = fatal;
        this.log = new ProposalLog(log, LogMetrics.of(metrics), this::wake, fatal);
        this.sessions = new SessionTracker(config.sessions().tickTimeMillis());
        WriteOps ops = new WriteOps(
                config.znodes().extendedTypesEnabled(), config.znodes().enforceQuota(), config.reconfigEnabled());
        this.pipeline = new Pipeline(
                tree,
                config.storage().digestEnabled(),
                config.znodes().enforceQuota(),
                ops,
                access,
                sessions,
                this.log,
                clock,
                shards,
                watches,
                bytesInFlight,
                this.metrics);
        SessionIds ids = new SessionIds(serverId, clock.wallMillis());
        this.desk = new SessionDesk(
                sessions, ids, pipeline, clock, this.metrics.sessionsExpired(), this::isWritable, this::execute);
        this.reaper = new Reaper(tree, pipeline, clock, config.znodes());
        this.tickMillis =
                Math.min(TICK_MILLIS_MAX, Math.max(1, config.sessions().tickTimeMillis() / 2));
    }

    /** Takes in an event loop's shard, before its first connection. */
    public void add(Shard shard) {
        shards.add(shard);
        watches.add(shard.watches());
    }

    /** Starts to track the sessions of the recovered tree, each with its full timeout from now, and starts the threads. */
    public void start() {
        lastTickMillis = clock.monotonicMillis();
        tree.sessions().forEach((id, timeoutMillis) -> sessions.open(id, timeoutMillis, lastTickMillis));
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

    /** A client wants a new session. From its event loop. */
    public void open(Client client, int timeoutMillis) {
        execute(() -> {
            if (!writable) {
                client.closeSilently("the txn log cannot be written, so no session can be opened");
            } else if (pipeline.pendingCount() >= QUEUE_MAX) {
                client.closeSilently("too much waits for the disk already to open a session");
            } else {
                desk.open(client, timeoutMillis);
            }
        });
    }

    /** A client wants its session back. From its event loop. */
    public void renew(Client client, long sessionId, byte[] password, int timeoutMillis) {
        execute(() -> desk.renew(client, sessionId, password, timeoutMillis));
    }

    /** Its connection is gone. */
    public void detached(Client client, Session session) {
        execute(() -> session.detach(client));
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

    /** @return the sessions; only on the core thread */
    public SessionTracker sessions() {
        return sessions;
    }

    /** @return all watch tables; only on the core thread */
    public Watches watches() {
        return watches;
    }

    /** @return whether writes are accepted: not while the log fails */
    public boolean isWritable() {
        return writable;
    }

    /** @return writes waiting to be prepared; approximate */
    public int queued() {
        return writes.size();
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
                worked |= prepareQueued();
                handedOver = log.handOver();
                worked |= pipeline.applyDurable(log.durableZxid());
                lookAtLog();
                tick();
                if (!worked) {
                    sleep();
                }
            }
        } catch (Throwable e) {
            fatal.accept(e);
        }
    }

    private boolean isUnfinished() {
        return log.isAlive() && (!writes.isEmpty() || pipeline.pendingCount() > 0 && !log.isFailed());
    }

    private boolean runTasks() {
        boolean any = false;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            any = true;
        }
        return any;
    }

    private boolean prepareQueued() {
        // With the log thread far behind, the queue fills up and connections stop reading.
        if (!handedOver) {
            return false;
        }
        int count = 0;
        long start = writes.isEmpty() ? 0 : System.nanoTime();
        metrics.queueSize().record(writes.size(), start == 0 ? 0 : 1);
        for (Write write = nextWrite(count); write != null; write = nextWrite(count)) {
            count++;
            metrics.queuedMillis().record(TimeUnit.NANOSECONDS.toMillis(Math.max(0, start - write.receivedNanos())));
            if (isOvertaken(write)) {
                bytesInFlight.addAndGet(-write.bytes());
                continue;
            }
            if (writable) {
                pipeline.prepare(write);
            } else if (write.request() instanceof PlacedRead) {
                pipeline.answerNow(write);
                bytesInFlight.addAndGet(-write.bytes());
            } else {
                refuse(write);
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
        return count < PREPARE_MAX ? writes.poll() : null;
    }

    // A client that only wants to go away needs no log: its session expires once there is one.
    private void refuse(Write write) {
        bytesInFlight.addAndGet(-write.bytes());
        if (write.op() == OpCode.CLOSE_SESSION) {
            write.client().closeSilently("the txn log cannot be written; the session will expire");
            return;
        }
        write.refuse(tree.lastZxid());
        pipeline.putOut(write.client().shard(), write);
    }

    private void lookAtLog() {
        if (log.takeSnapshotDue()) {
            snapshotDue.run();
        }
        if (log.isFailed() && writable) {
            writable = false;
            pipeline.applyDurable(log.durableZxid());
            long now = clock.monotonicMillis();
            pipeline.takeBack().forEach(session -> sessions.retry(session, now));
            log.acknowledgeFailure();
        } else if (!log.isFailed() && !writable) {
            writable = true;
        }
    }

    private void tick() {
        long now = clock.monotonicMillis();
        long sinceMillis = now - lastTickMillis;
        if (sinceMillis < tickMillis) {
            return;
        }
        lastTickMillis = now;
        if (sinceMillis > tickMillis + STALL_MILLIS) {
            LOG.warn("This server stood still for {} ms: every session gets that much longer", sinceMillis);
            metrics.pauseMillis().record(sinceMillis);
            sessions.stalled(sinceMillis);
        }
        desk.expire(now);
        if (writable) {
            reaper.tick();
        }
    }

    private void sleep() {
        sleeping = true;
        // Each of these is looked at again behind the flag, or news in between would wait for a whole tick.
        boolean news = !tasks.isEmpty() || handedOver && !writes.isEmpty() || pipeline.hasDurable(log.durableZxid());
        if (!news && (!stopping || isUnfinished()) && log.isFailed() != writable) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(tickMillis));
        }
        sleeping = false;
    }
}
