// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.bench.FakeServer;
import io.paddock.bench.client.Dial;
import io.paddock.bench.client.ServerUnreachable;
import io.paddock.bench.measure.Latencies;
import io.paddock.bench.measure.ProcessCpu;
import io.paddock.bench.measure.Progress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadRunTest {
    /** Long enough for some replies even on a busy machine. */
    private static final Duration LONG = Duration.ofSeconds(2);

    private static final int GET = 4;
    private static final int SET = 5;
    private static final int CREATE = 1;
    private static final int DELETE = 2;
    private static final int CLOSE = -11;

    private final FakeServer server = new FakeServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void serverAndRunCountTheSame() {
        // Both kinds are among the first 32 requests, even if the machine has time for no more.
        LoadPlan plan = plan("get=60,set=40", 4, 8, 2, 0, Duration.ZERO, LONG);
        LoadResult result = run(plan).result();
        assertThat(result.errors().total()).isZero();
        assertThat(result.unanswered()).isZero();
        assertThat(result.losses()).isEmpty();
        // Replies after the end are not counted. There are at most as many as one window holds.
        long answered = server.count(GET) + server.count(SET);
        assertThat(result.all().count()).isBetween(answered - 4 * 8, answered).isPositive();
        assertThat(result.byKind()).extracting(Latencies.Summary::name).containsExactly("get", "set");
        assertThat(result.byKind().stream().mapToLong(Latencies.Summary::count).sum())
                .isEqualTo(result.all().count());
    }

    @Test
    void keysAreCreatedOnceAndEverySessionIsClosed() {
        LoadPlan plan = plan("get", 3, 2, 1, 0, Duration.ZERO);
        run(plan).result();
        assertThat(server.paths()).hasSize(1 + 50).contains("/bench", "/bench/k00000000000", "/bench/k00000000049");
        assertThat(server.count(CLOSE)).isEqualTo(server.sessions());
        run(plan).result();
        assertThat(server.paths()).hasSize(1 + 50);
        assertThat(server.count(SET)).isEqualTo(50);
        run(plan).undo();
        assertThat(server.paths()).containsExactly("/bench");
    }

    @Test
    void createsAndDeletesNeverFail() {
        LoadResult result =
                run(plan("create=3,delete=2", 3, 5, 2, 0, Duration.ZERO, LONG)).result();
        assertThat(result.errors().total()).isZero();
        assertThat(server.count(DELETE)).isPositive();
        assertThat(server.count(CREATE)).isGreaterThan(server.count(DELETE));
    }

    @Test
    void openLoopKeepsItsRateWhateverTheServerDoes() {
        LoadPlan plan = plan("get", 2, 4, 1, 2_000, Duration.ofMillis(100));
        LoadResult result = run(plan).result();
        // 2,000 per second during 200 ms of measuring. Each request counts, early or late.
        assertThat(result.all().count()).isBetween(399L, 401L);
        assertThat(server.count(GET)).isBetween(599L, 601L);
    }

    @Test
    void cutConnectionsAreReported() {
        LoadPlan plan = plan("get", 2, 4, 1, 0, Duration.ZERO);
        run(plan).result();
        server.dropAfter(200); // The preparation needs fewer requests on each connection.
        LoadPlan endless = plan("get", 2, 4, 1, 0, Duration.ZERO, Duration.ofSeconds(5));
        assertThatThrownBy(() -> run(endless).result())
                .isInstanceOf(ServerUnreachable.class)
                .hasMessageContaining("all connections were lost");
    }

    @Test
    void unreachableServerIsReportedAtOnce() throws IOException {
        // Bound, and not listening: nobody else gets this port, not even the client's own end of the connection.
        try (Socket held = new Socket()) {
            held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            InetSocketAddress nobody = (InetSocketAddress) held.getLocalSocketAddress();
            LoadPlan plan = plan(nobody, "get", 1, 1, 1, 0, Duration.ZERO, Duration.ofMillis(200));
            assertThatThrownBy(() -> run(plan).result()).isInstanceOf(ServerUnreachable.class);
        }
    }

    private LoadRun run(LoadPlan plan) {
        return new LoadRun(plan, new ProcessCpu(List.of()), Progress.silent());
    }

    private LoadPlan plan(String mix, int connections, int outstanding, int threads, double rate, Duration warmUp) {
        return plan(mix, connections, outstanding, threads, rate, warmUp, Duration.ofMillis(200));
    }

    private LoadPlan plan(
            String mix,
            int connections,
            int outstanding,
            int threads,
            double rate,
            Duration warmUp,
            Duration measured) {
        return plan(server.address(), mix, connections, outstanding, threads, rate, warmUp, measured);
    }

    private LoadPlan plan(
            InetSocketAddress address,
            String mix,
            int connections,
            int outstanding,
            int threads,
            double rate,
            Duration warmUp,
            Duration measured) {
        Dial dial = new Dial(List.of(address), 10_000, 60_000);
        return new LoadPlan(
                dial,
                threads,
                false,
                connections,
                outstanding,
                OpMix.parse(mix),
                rate,
                100,
                50,
                4,
                10,
                "/bench",
                warmUp,
                measured);
    }
}
