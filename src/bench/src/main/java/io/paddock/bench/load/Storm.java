// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.load;

import io.paddock.bench.client.Connection;
import io.paddock.bench.client.Dial;
import io.paddock.bench.client.Transport;
import io.paddock.bench.measure.Latencies;
import io.paddock.bench.wire.FrameTemplate;
import io.paddock.bench.wire.Frames;
import io.paddock.bench.wire.OpKind;
import io.paddock.bench.wire.PathPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Many sessions that connect at the same moment, as after the restart of a server or a network that comes
 * back.
 *
 * <p>A session counts as served when it has been granted and its first read has been answered. No session
 * tries again: a refused session stays refused.
 */
public final class Storm {
    private final Transport transport;
    private final Dial dial;
    private final int sessions;
    private final List<Connection> connections = new ArrayList<>();
    private final List<Guests> loops = new ArrayList<>();
    private final CountDownLatch open;

    public Storm(Transport transport, Dial dial, int sessions) {
        this.transport = transport;
        this.dial = dial;
        this.sessions = sessions;
        this.open = new CountDownLatch(sessions);
        for (int i = 0; i < transport.size(); i++) {
            loops.add(new Guests());
        }
    }

    /**
     * The result of a storm.
     *
     * @param lastServedNanos time from the first connection attempt to the last session served
     * @param served times from the first connection attempt to each session served
     * @param refusals why the other sessions were not served, and how many
     */
    public record Result(int sessions, long lastServedNanos, Latencies.Summary served, Map<String, Integer> refusals) {
        /** Returns how many of the sessions were served. */
        public long servedCount() {
            return served.count();
        }
    }

    /** Connects all sessions, waits until each is served or refused, and closes all. */
    public Result run() throws InterruptedException {
        long startNanos = System.nanoTime();
        loops.forEach(loop -> loop.startNanos = startNanos);
        for (int i = 0; i < sessions; i++) {
            int index = i % transport.size();
            Guests loop = loops.get(index);
            Connection connection = new Connection(loop, 1, dial.sessionTimeoutMillis());
            connection.ready().whenComplete((granted, refusal) -> transport
                    .loop(index)
                    .execute(() -> loop.readyOrNot(connection, refusal)));
            connections.add(connection);
            transport.dial(
                    dial.servers().get(i % dial.servers().size()), index, connection, dial.connectTimeoutMillis());
        }
        boolean all = open.await(dial.connectTimeoutMillis() * 2L, TimeUnit.MILLISECONDS);
        Result result = result(all ? 0 : open.getCount());
        closeAll();
        return result;
    }

    private Result result(long missing) {
        Latencies served = new Latencies();
        Map<String, Integer> refusals = new TreeMap<>();
        if (missing > 0) {
            refusals.put("no answer in time", (int) missing);
        }
        long last = 0;
        for (Guests loop : loops) {
            served.add(loop.served);
            loop.refusals.forEach((why, count) -> refusals.merge(why, count, Integer::sum));
            last = Math.max(last, loop.lastNanos);
        }
        return new Result(sessions, last, served.summary("served"), refusals);
    }

    private void closeAll() throws InterruptedException {
        for (int i = 0; i < connections.size(); i++) {
            transport.loop(i % transport.size()).execute(connections.get(i)::close);
        }
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        for (Connection connection : connections) {
            try {
                connection.closed().get(Math.max(1, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException | TimeoutException e) {
                connection.abort();
            }
        }
    }

    /** The results of one event loop. The main thread reads them after the latch is down. */
    private final class Guests implements Connection.Listener {
        final FrameTemplate read = Frames.exists(PathPattern.of("/"));
        final Latencies served = new Latencies();
        final Map<String, Integer> refusals = new TreeMap<>();
        long startNanos;
        long lastNanos;

        void readyOrNot(Connection connection, Throwable refusal) {
            if (refusal != null) {
                refused(refusal);
            } else if (connection.room() > 0) {
                connection.request(OpKind.EXISTS, read, 0, System.nanoTime());
                connection.flush();
            }
        }

        private void refused(Throwable why) {
            String text = why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
            refusals.merge(text.replaceAll(": .*", ""), 1, Integer::sum);
            open.countDown();
        }

        @Override
        public void replied(Connection connection, OpKind kind, long stampNanos, long nowNanos, int error) {
            if (kind == OpKind.EXISTS) {
                lastNanos = Math.max(lastNanos, nowNanos - startNanos);
                served.record(nowNanos - startNanos);
                open.countDown();
            }
        }

        @Override
        public void drained(Connection connection, long nowNanos) {}

        @Override
        public void lost(Connection connection, Throwable why) {
            if (connection.unanswered() > 0) {
                refused(why);
            }
        }
    }
}
