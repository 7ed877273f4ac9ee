// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.bench.FakeServer;
import io.paddock.bench.client.Dial;
import io.paddock.bench.client.Transport;
import io.paddock.bench.measure.ProcessCpu;
import io.paddock.bench.measure.Progress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Loads of sessions, watches and many znodes. The fake server counts them. */
class SessionsTest {
    private static final int CREATE = 1;
    private static final int EXISTS = 3;
    private static final int GET = 4;
    private static final int SET = 5;
    private static final int CLOSE = -11;
    private static final ProcessCpu NOBODY = new ProcessCpu(List.of());

    private final FakeServer server = new FakeServer();
    private final Transport transport = new Transport(2);

    @AfterEach
    void stop() {
        transport.close();
        server.close();
    }

    @Test
    void aStormCountsEverySessionOnce() throws InterruptedException {
        Storm.Result result = new Storm(transport, dial(), 50).run();
        assertThat(result.servedCount()).isEqualTo(50);
        assertThat(result.refusals()).isEmpty();
        assertThat(result.served().maxNanos()).isPositive();
        assertThat(server.sessions()).isEqualTo(50);
        assertThat(server.count(EXISTS)).isEqualTo(50);
        assertThat(server.count(CLOSE)).isEqualTo(50);
    }

    @Test
    void stormReportsRefusedSessions() throws InterruptedException {
        server.dropAfter(0); // The server grants a session but never replies.
        Storm.Result result = new Storm(transport, dial(), 20).run();
        assertThat(result.servedCount()).isZero();
        assertThat(result.refusals().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(20);
    }

    @Test
    void stormWithoutAServerReportsRefusals() throws InterruptedException {
        Dial dial = dial();
        server.close();
        Storm.Result result = new Storm(transport, dial, 10).run();
        assertThat(result.servedCount()).isZero();
        assertThat(result.refusals().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(10);
    }

    @Test
    void churnClosesWhatItOpens() throws InterruptedException {
        Churn.Result result =
                new Churn(transport, dial(), 4).run(Duration.ZERO, Duration.ofMillis(200), NOBODY, Progress.silent());
        assertThat(result.refused()).isZero();
        assertThat(result.connect().count()).isPositive();
        assertThat(server.count(CLOSE)).isEqualTo(server.sessions());
        assertThat(server.sessions())
                .isBetween(result.connect().count(), result.connect().count() + 4);
    }

    @Test
    void eachWatcherIsNotifiedOnceInEachRound() {
        FanOut.Result result = new FanOut(transport, dial(), 15, "/a/b").run(2, 3, NOBODY, Progress.silent());
        assertThat(result.each().count()).isEqualTo(15 * 3);
        assertThat(result.last().count()).isEqualTo(3);
        assertThat(result.last().maxNanos())
                .isGreaterThanOrEqualTo(result.each().p50Nanos());
        assertThat(server.count(GET)).isEqualTo(15 * 5);
        assertThat(server.count(SET)).isEqualTo(5);
        assertThat(server.paths()).containsExactlyInAnyOrder("/a", "/a/b");
    }

    @Test
    void fillCreatesEachZnodeOnceBelowItsParent() {
        Fill fill = new Fill(dial(), 2, 3, 4, 250, 100, 10, "/x/fill");
        Sweep.Result result = fill.run(NOBODY, Progress.silent());
        assertThat(result.usage().operations()).isEqualTo(250);
        assertThat(result.latencies().count()).isEqualTo(250);
        assertThat(result.errors().total()).isZero();
        assertThat(server.paths())
                .hasSize(2 + 3 + 250)
                .contains("/x/fill/p0000000", "/x/fill/p0000000/n00000000099", "/x/fill/p0000002/n00000000249");
        assertThat(server.count(CREATE)).isEqualTo(2 + 3 + 250);
        assertThat(fill.run(NOBODY, Progress.silent()).errors().of(-110)).isEqualTo(250);
    }

    private Dial dial() {
        return new Dial(List.of(server.address()), 10_000, 5_000);
    }
}
