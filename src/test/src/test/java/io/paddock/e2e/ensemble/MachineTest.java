// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.RequiredClient;
import io.paddock.e2e.harness.ServerKind;
import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.ServerProcess;
import io.paddock.e2e.harness.Wire;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the chaos tests do to a member's machine reaches the server that runs on it. */
class MachineTest {
    private static final int SESSION_MILLIS = 30_000;
    private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

    @BeforeAll
    static void takesACompiler() {
        RequiredClient.check("gcc", List.of("gcc", "--version"));
    }

    @Test
    void clocksAndSyncsBehaveAsConfigured() {
        Machine machine = Machine.build(1).orElseThrow().get(0);
        ServerProcess server = ServerProcess.prepare(ServerOptions.plain());
        server.environment(machine.environment());
        machine.clockAhead(DAY_MILLIS);
        server.start();
        try (server;
                Wire wire = server.wire()) {
            wire.newSession(SESSION_MILLIS);
            assertThat(createdAheadMillis(wire, "/ahead")).isGreaterThan(DAY_MILLIS / 2);
            machine.clockAhead(-DAY_MILLIS);
            assertThat(createdAheadMillis(wire, "/behind")).isLessThan(-DAY_MILLIS / 2);
            machine.clockAhead(0);
            assertThat(createdAheadMillis(wire, "/right")).isBetween(-DAY_MILLIS / 2, DAY_MILLIS / 2);

            // However slow the disk: what it is mended for, goes on at once.
            machine.slowSyncs(TimeUnit.DAYS.toMillis(1));
            wire.send(Frame.create(1, "/slow", new byte[0], 0).bytes());
            await("a slow sync").atMost(Ensemble.PATIENCE).until(() -> machine.syncsSlowed() > 0);
            machine.mend();
            assertThat(wire.reply().error()).isZero();

            if (server.kind() == ServerKind.PADDOCK) { // Apache's server ends itself.
                machine.failSyncs();
                await("a write is not acknowledged").atMost(Ensemble.PATIENCE).until(() -> isLost(server));
                assertThat(machine.syncsFailed()).isPositive();
                machine.mend();
                await("a write is").atMost(Ensemble.PATIENCE).until(() -> !isLost(server));
            }
        }
    }

    private static boolean isLost(ServerProcess server) {
        try (Wire wire = server.wire()) {
            wire.newSession(SESSION_MILLIS);
            return wire.call(Frame.setData(1, "/right", new byte[0])).error() != 0;
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    private static long createdAheadMillis(Wire wire, String path) {
        byte[] data = path.getBytes(StandardCharsets.UTF_8);
        assertThat(wire.call(Frame.create(1, path, data, 0)).error()).isZero();
        ByteBuffer stat = wire.call(Frame.read(2, Frame.EXISTS, path, false)).body();
        return stat.getLong(stat.position() + 16) - System.currentTimeMillis();
    }
}
