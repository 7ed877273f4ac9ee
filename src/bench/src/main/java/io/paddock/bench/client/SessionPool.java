// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.client;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Sessions that are opened a few at a time, spread over servers and event loops, and closed together. */
public final class SessionPool implements AutoCloseable {
    private static final int DIALS_AT_ONCE = 32;
    private static final int PING_CHECK_MILLIS = 500;
    private static final int CLOSE_TIMEOUT_SECONDS = 10;

    private final Transport transport;
    private final List<Connection> connections = new ArrayList<>();
    private final List<Future<?>> pings = new ArrayList<>();

    private SessionPool(Transport transport) {
        this.transport = transport;
    }

    /**
     * Opens {@code count} sessions and waits until each is granted.
     *
     * @param listeners the listener for an event loop's connections, by its index
     * @throws ServerUnreachable if one of them is not granted in time
     */
    public static SessionPool open(
            Transport transport, Dial dial, int count, int window, IntFunction<Connection.Listener> listeners) {
        SessionPool pool = new SessionPool(transport);
        Semaphore dials = new Semaphore(DIALS_AT_ONCE);
        try {
            for (int i = 0; i < count; i++) {
                dials.acquire();
                int loop = i % transport.size();
                Connection connection = new Connection(listeners.apply(loop), window, dial.sessionTimeoutMillis());
                connection.ready().whenComplete((ok, failure) -> dials.release());
                pool.connections.add(connection);
                InetSocketAddress server = dial.servers().get(i % dial.servers().size());
                transport.dial(server, loop, connection, dial.connectTimeoutMillis());
            }
            pool.awaitReady(dial);
            pool.keepAlive();
            return pool;
        } catch (ServerUnreachable e) {
            pool.close();
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            pool.close();
            throw new ServerUnreachable("interrupted while connecting", e);
        }
    }

    private void awaitReady(Dial dial) throws InterruptedException {
        try {
            CompletableFuture.allOf(connections.stream().map(Connection::ready).toArray(CompletableFuture<?>[]::new))
                    .get(dial.connectTimeoutMillis() * 2L, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new ServerUnreachable(
                    "no session from " + dial.servers() + ": " + e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new ServerUnreachable(
                    "no session from " + dial.servers() + " within " + dial.connectTimeoutMillis() * 2 + " ms", e);
        }
    }

    private void keepAlive() {
        for (int loop = 0; loop < transport.size(); loop++) {
            List<Connection> own = ofLoop(loop);
            pings.add(transport
                    .loop(loop)
                    .scheduleAtFixedRate(
                            () -> {
                                long nowNanos = System.nanoTime();
                                own.forEach(connection -> connection.pingIfIdle(nowNanos));
                            },
                            PING_CHECK_MILLIS,
                            PING_CHECK_MILLIS,
                            TimeUnit.MILLISECONDS));
        }
    }

    /** Returns the sessions, in the order in which their connections were opened. */
    public List<Connection> connections() {
        return connections;
    }

    /** Returns the sessions that belong to that event loop. */
    public List<Connection> ofLoop(int loop) {
        List<Connection> own = new ArrayList<>();
        for (int i = loop; i < connections.size(); i += transport.size()) {
            own.add(connections.get(i));
        }
        return own;
    }

    /** Closes every session properly. A session that does not end in time is dropped with the transport. */
    @Override
    public void close() {
        pings.forEach(ping -> ping.cancel(false));
        for (int i = 0; i < connections.size(); i++) {
            transport.loop(i % transport.size()).execute(connections.get(i)::close);
        }
        try {
            CompletableFuture.allOf(connections.stream().map(Connection::closed).toArray(CompletableFuture<?>[]::new))
                    .get(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            connections.forEach(Connection::abort);
        }
    }
}
