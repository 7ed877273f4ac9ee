// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.linearizability;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.ServerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Concurrent clients on a few znodes: what they were told is explained by one order that respects real time, also across kill -9. {@code
 * -Dhistory.seed=N} replays the requests.
 */
class HistoriesTest {
    private static final long SEED = Long.getLong("history.seed", System.nanoTime());
    private static final int HISTORIES = Integer.getInteger("history.count", 8);
    private static final int KILLS = Integer.getInteger("history.kills", 8);
    private static final int CLIENTS = 5;
    private static final int ZNODES = 3;
    private static final int OPERATIONS = 400;
    private static final int JOIN_SECONDS = 60;
    private static final long LIFE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(300);

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @Test
    void concurrentHistoriesAreLinearizable() throws Exception {
        try (ServerProcess server = ServerProcess.start(ServerOptions.plain())) {
            for (int i = 0; i < HISTORIES; i++) {
                List<HistoryClient> clients = clients("/h" + i + "-", SEED + i);
                clients.forEach(client -> client.connect(server.port()));
                join(start(clients, OPERATIONS));
                clients.forEach(HistoryClient::close);
                judge(clients, CLIENTS * OPERATIONS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void historiesAcrossKillsAreLinearizable() throws Exception {
        Random random = new Random(SEED);
        ServerOptions options = ServerOptions.plain().cfg("snapCount=500").cfg("preAllocSize=64");
        List<HistoryClient> clients = clients("/k-", SEED);
        try (ServerProcess server = ServerProcess.start(options)) {
            for (int kill = 0; kill < KILLS; kill++) {
                clients.forEach(client -> client.connect(server.port()));
                List<Future<?>> running = start(clients, Integer.MAX_VALUE);
                LockSupport.parkNanos(random.nextLong(LIFE_NANOS_MAX)); // When it dies is drawn, not waited for.
                server.kill();
                long dead = System.nanoTime();
                clients.forEach(HistoryClient::stop);
                join(running);
                clients.forEach(client -> client.serverIsDead(dead));
                server.start();
            }
            clients.forEach(client -> client.connect(server.port()));
            join(start(clients, OPERATIONS));
            clients.forEach(HistoryClient::close);
            judge(clients, CLIENTS * OPERATIONS);
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<HistoryClient> clients(String prefix, long seed) {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < ZNODES; i++) {
            paths.add(prefix + i);
        }
        List<HistoryClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new HistoryClient("c" + i, paths, seed * 31 + i));
        }
        return clients;
    }

    private List<Future<?>> start(List<HistoryClient> clients, int operations) {
        List<Future<?>> running = new ArrayList<>();
        clients.forEach(client -> running.add(threads.submit(() -> client.operate(operations))));
        return running;
    }

    private static void join(List<Future<?>> running) throws InterruptedException, TimeoutException {
        for (Future<?> each : running) {
            try {
                each.get(JOIN_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new AssertionError(
                        "-Dhistory.seed=" + SEED + ": " + e.getCause().getMessage(), e.getCause());
            }
        }
    }

    private static void judge(List<HistoryClient> clients, int operationsMin) {
        List<Operation> history = new ArrayList<>();
        clients.forEach(client -> history.addAll(client.history()));
        assertThat(history).hasSizeGreaterThanOrEqualTo(operationsMin);
        assertThat(Linearizability.violation(history))
                .as("-Dhistory.seed=%d", SEED)
                .isNull();
    }
}
