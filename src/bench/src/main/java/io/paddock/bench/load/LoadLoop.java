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
 * One event loop's share of a load. All of it runs there, but for {@link #done()}.
 *
 * <p>Closed loop: whatever a socket read answered is replaced in the same pass, in one flush. Open loop: what is due
 * leaves on whichever connection has room; with no room anywhere it waits for a reply, keeping its intended time.
 */
final class LoadLoop implements Connection.Listener {
    /** Above 50,000 per second and loop, operations leave in small groups rather than one timer each. */
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

    /** What a connection has created and not yet deleted: a range of numbers, oldest first. */
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
     * Begin.
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

    /** Stop sending once what is due has left; completes when all of it is answered. */
    CompletableFuture<Void> finish() {
        finishing = true;
        finishIfIdle();
        return finished;
    }

    /** How many operations were answered, warm-up included. Readable from any thread. */
    long done() {
        return done.get();
    }

    Window window() {
        return window;
    }

    Errors errors() {
        return errors;
    }

    /** Why connections ended too early, one entry for each. */
    List<Throwable> losses() {
        return losses;
    }

    /** Count what was never answered, or never even left, as answered now: a lower bound. Returns how many. */
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
            return; // The last connections are still being granted their session.
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
                break; // The next reply brings us back here.
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
                    create(sender, stampNanos); // Nothing left to delete: make something.
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

    /** A key that has {@code span} - 1 more behind it. */
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
