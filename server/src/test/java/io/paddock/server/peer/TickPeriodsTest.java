// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.quorum.PeerState;
import io.paddock.server.config.ConfigReader;
import io.paddock.server.config.Ensemble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TickPeriodsTest {
    @TempDir
    Path dataDir;

    private Ensemble ensemble(String... settings) throws Exception {
        Files.writeString(dataDir.resolve("myid"), "1\n");
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "dataDir", dataDir.toString(),
                "clientPort", "2181",
                "initLimit", "5",
                "syncLimit", "2",
                "server.1", "a:2888:3888",
                "server.2", "b:2888:3888"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return ConfigReader.fromMap(all).ensemble();
    }

    @Test
    void servingMemberChecksTheClockRarely() throws Exception {
        TickPeriods periods = new TickPeriods(ensemble("tickTime", "2000"));
        assertThat(periods.millis(PeerState.LEADING, true)).isEqualTo(500);
        assertThat(periods.millis(PeerState.FOLLOWING, true)).isEqualTo(500);
        assertThat(periods.millis(PeerState.FOLLOWING, false)).isEqualTo(100);
        assertThat(periods.millis(PeerState.LOOKING, false)).isEqualTo(20);
        assertThat(periods.leastMillis()).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 39, 100, 2000, 60_000, Integer.MAX_VALUE})
    void noPeriodIsLongerThanHalfATick(int tickMillis) throws Exception {
        TickPeriods periods = new TickPeriods(ensemble("tickTime", String.valueOf(tickMillis)));
        for (PeerState state : PeerState.values()) {
            for (boolean serves : new boolean[] {false, true}) {
                assertThat(periods.millis(state, serves)).isBetween(1L, Math.max(1L, tickMillis / 2));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 40, 79})
    void shortFirstWaitForVotesIsKept(int waitMillis) throws Exception {
        TickPeriods periods =
                new TickPeriods(ensemble("fastleader.minNotificationInterval", String.valueOf(waitMillis)));
        assertThat(periods.millis(PeerState.LOOKING, false)).isBetween(1L, Math.max(1L, waitMillis / 4));
    }

    @Test
    void shortWaitForAnEpochIsKept() throws Exception {
        TickPeriods periods = new TickPeriods(ensemble("leader.maxTimeToWaitForEpoch", "20"));
        assertThat(periods.millis(PeerState.LEADING, false)).isEqualTo(5);
    }
}
