// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.load;

import io.netty.channel.EventLoop;
import io.paddock.bench.client.Connection;
import io.paddock.bench.wire.FrameTemplate;
import io.paddock.bench.wire.OpKind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One event loop's share of a load. Everything except {@link #done()} runs on that event loop.
 *
 * <p>In a closed loop, each answered request is replaced at once, with one flush for each socket read. In an
 * open loop, an operation that is due is sent on any connection with room. Without room it waits for a reply
 * and keeps its intended time.
 */
final class LoadLoop implements Connection.Listener {
    /**
     * Above 50,000 per second and loop, operations are sent in small groups instead of with one timer each.
     */
    private static final long TIMER_GAP_NANOS = 20_000;

    private static final long CREATED_PER_CONNECTION_MAX = 10_000_000_000L;

    private final EventLoop loop;
    private final LoadPlan plan;
    private final Templates templates;
    private final SplittableRandom random;
    private final AtomicLong done = new AtomicLong();
    private final Errors errors = new Errors();
    private final List<Throwable> losses = new ArrayList<>();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();

    private List<Sender> senders;
    private Window window;
    private Arrivals arrivals;
    private int turn;
    private long answered;
    private boolean timerArmed;
    private boolean finishing;

    LoadLoop(EventLoop loop, LoadPlan plan, Templates templates, long seed) {
        this.loop = loop;
        this.plan = plan;
        this.templates = templates;
        this.random = new SplittableRandom(seed);
    }

    /** The znodes that a connection has created and not yet deleted: a range of numbers, oldest first. */
    private static final class Sender {
        final Connection connection;
        long nextCreated;
        long nextDeleted;
        boolean hasBatch;

        Sender(Connection connection, int index) {
            this.connection = connection;
            this.nextCreated = index * CREATED_PER_CONNECTION_MAX;
            this.nextDeleted = nextCreated;
        }
    }

    /**
     * Begins.
     *
     * @param arrivals the schedule, or null for a closed loop
     */
    void start(List<Connection> connections, int firstIndex, Window window, Arrivals arrivals) {
        this.window = window;
        this.arrivals = arrivals;
        this.senders = new ArrayList<>();
        for (int i = 0; i < connections.size(); i++) {
            senders.add(new Sender(connections.get(i), firstIndex + i));
            connections.get(i).attach(i);
        }
        long nowNanos = System.nanoTime();
        if (arrivals == null) {
            senders.forEach(sender -> fill(sender, nowNanos));
        } else {
            sendDue(nowNanos);
        }
    }

    /** Stops after the operations that are due have been sent. Completes when all of them are answered. */
    CompletableFuture<Void> finish() {
        finishing = true;
        finishIfIdle();
        return finished;
    }

    /** Returns how many operations were answered, warm-up included. Any thread may call this. */
    long done() {
        return done.get();
    }

    Window window() {
        return window;
    }

    Errors errors() {
        return errors;
    }

    /** Returns why connections ended too early, one entry for each. */
    List<Throwable> losses() {
        return losses;
    }

    /**
     * Counts operations that were never answered, or never even sent, as answered now: a lower bound. Returns
     * how many.
     */
    long writeOffUnanswered(long nowNanos) {
        long count = 0;
        for (Sender sender : senders) {
            int unanswered = sender.connection.unanswered();
            for (int i = 0; i < unanswered; i++) {
                window.record(sender.connection.unansweredKind(i), sender.connection.unansweredStampNanos(i), nowNanos);
                count++;
            }
        }
        while (arrivals != null && arrivals.isDue(nowNanos)) {
            window.record(pick(), arrivals.take(), nowNanos);
            count++;
        }
        return count;
    }

    @Override
    public void replied(Connection connection, OpKind kind, long stampNanos, long nowNanos, int error) {
        if (kind == OpKind.CLOSE) {
            return;
        }
        answered++;
        window.record(kind, stampNanos, nowNanos);
        if (error != 0) {
            errors.count(error);
        }
    }

    @Override
    public void drained(Connection connection, long nowNanos) {
        if (senders == null) {
            return; // The last connections are still waiting for their session.
        }
        done.lazySet(answered);
        if (arrivals == null) {
            fill(senders.get(connection.attachment()), nowNanos);
        } else if (arrivals.isDue(nowNanos)) {
            sendDue(nowNanos);
        }
        if (finishing) {
            finishIfIdle();
        }
    }

    @Override
    public void lost(Connection connection, Throwable why) {
        losses.add(why);
        if (finishing) {
            finishIfIdle();
        }
    }

    private void fill(Sender sender, long nowNanos) {
        if (nowNanos - window.endNanos() >= 0) {
            return;
        }
        for (int room = sender.connection.room(); room > 0; room--) {
            send(sender, nowNanos);
        }
        sender.connection.flush();
    }

    private void sendDue(long nowNanos) {
        int first = turn;
        while (arrivals.isDue(nowNanos)) {
            Sender sender = nextWithRoom();
            if (sender == null) {
                break; // The next reply calls this again.
            }
            send(sender, arrivals.take());
            sender.hasBatch = true;
        }
        for (int i = 0; i < senders.size(); i++) {
            Sender sender = senders.get((first + i) % senders.size());
            if (sender.hasBatch) {
                sender.hasBatch = false;
                sender.connection.flush();
            }
        }
        if (!arrivals.isDue(nowNanos) && !arrivals.isOver() && !timerArmed) {
            timerArmed = true;
            long wait = Math.max(TIMER_GAP_NANOS, arrivals.nextNanos() - System.nanoTime());
            loop.schedule(this::timer, wait, TimeUnit.NANOSECONDS);
        }
    }

    private void timer() {
        timerArmed = false;
        sendDue(System.nanoTime());
    }

    private Sender nextWithRoom() {
        for (int i = 0; i < senders.size(); i++) {
            Sender sender = senders.get(turn);
            turn = turn + 1 == senders.size() ? 0 : turn + 1;
            if (sender.connection.room() > 0) {
                return sender;
            }
        }
        return null;
    }

    private void send(Sender sender, long stampNanos) {
        OpKind kind = pick();
        switch (kind) {
            case GET -> request(sender, kind, templates.get, key(1), stampNanos);
            case SET -> request(sender, kind, templates.set, key(1), stampNanos);
            case EXISTS -> request(sender, kind, templates.exists, key(1), stampNanos);
            case CHILDREN -> request(sender, kind, templates.children, 0, stampNanos);
            case MULTI -> request(sender, kind, templates.multi, key(plan.multiOps()), stampNanos);
            case CREATE -> create(sender, stampNanos);
            case DELETE -> {
                if (sender.nextDeleted < sender.nextCreated) {
                    request(sender, kind, templates.delete, sender.nextDeleted++, stampNanos);
                } else {
                    create(sender, stampNanos); // Nothing is left to delete, so create a znode.
                }
            }
            default -> throw new IllegalStateException(kind + " is not part of a mix");
        }
    }

    private OpKind pick() {
        return plan.mix().pick(random.nextInt(plan.mix().total()));
    }

    private void create(Sender sender, long stampNanos) {
        request(sender, OpKind.CREATE, templates.create, sender.nextCreated++, stampNanos);
    }

    private static void request(Sender sender, OpKind kind, FrameTemplate frame, long number, long stampNanos) {
        sender.connection.request(kind, frame, number, stampNanos);
    }

    /** Returns a key that {@code span} - 1 more keys follow. */
    private int key(int span) {
        return random.nextInt(plan.keys() - span + 1);
    }

    private void finishIfIdle() {
        boolean sending = arrivals != null && !arrivals.isOver() && nextWithRoom() != null;
        boolean waiting =
                senders.stream().anyMatch(sender -> sender.connection.unanswered() > 0 && sender.connection.isOpen());
        if (!sending && !waiting) {
            done.lazySet(answered);
            finished.complete(null);
        }
    }
}
