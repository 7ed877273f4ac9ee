// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.e2e.GoldenCase.Heard;
import io.paddock.e2e.GoldenCase.Hole;
import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.ServerKind;
import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.ServerProcess;
import io.paddock.e2e.harness.Wire;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Replays what Apache's server was recorded saying, byte for byte: see the README beside the recordings. */
class GoldenWireTest {
    private static final String TIME = "timeMillis";

    /**
     * Steps after which Apache closes the connection and Paddock must keep it open. Case 71: a client that
     * knows a session's id, but not its password, must not be able to cut the session's good connection.
     */
    private static final Set<String> STAYS_OPEN_IN_PADDOCK = Set.of("71-renew-bad-password");

    private static final Map<String, ServerProcess> SERVERS = new HashMap<>();

    private final Map<String, Wire> connections = new HashMap<>();
    private final Map<String, byte[]> learned = new HashMap<>();

    @BeforeAll
    static void startBothProfiles() {
        // No four-letter word is allowed by default: the recordings were made so.
        ServerOptions bare = ServerOptions.bare(ServerKind.underTest());
        SERVERS.put("default", ServerProcess.start(bare));
        SERVERS.put(
                "extended",
                ServerProcess.start(bare.cfg("extendedTypesEnabled=true").cfg("enforceQuota=true")));
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(ServerProcess::close);
        SERVERS.clear();
    }

    @TestFactory
    Stream<DynamicTest> answersWhatApacheAnswers() {
        List<GoldenCase> cases = GoldenCase.all();
        assertThat(cases).hasSize(87);
        return cases.stream().map(step -> DynamicTest.dynamicTest(step.id(), () -> replay(step)));
    }

    private void replay(GoldenCase step) {
        if (step.opensConnection()) {
            connections.put(
                    key(step, step.connection()), SERVERS.get(step.profile()).wire());
        }
        byte[] request = step.request().clone();
        for (Hole hole : step.requestHoles()) {
            System.arraycopy(learned.get(hole.kind()), 0, request, hole.offset(), hole.length());
        }
        connections.get(key(step, step.connection())).send(request);
        compare(step, step.heard(), step.unordered());
        for (Heard other : step.others()) {
            compare(step, other, false);
        }
    }

    private void compare(GoldenCase step, Heard expected, boolean unordered) {
        Wire connection = connections.get(key(step, expected.connection()));
        for (int i = 0; i < expected.frames().size(); i++) {
            byte[] got = connection.frame();
            List<Hole> holes = expected.holes().get(i);
            learn(holes, got);
            assertThat(normal(got, holes, unordered))
                    .as("frame %d to connection %s", i, expected.connection())
                    .isEqualTo(normal(expected.frames().get(i), holes, unordered));
        }
        if (!expected.closed()) {
            return;
        }
        if (ServerKind.isPaddock() && STAYS_OPEN_IN_PADDOCK.contains(step.id()) && expected != step.heard()) {
            assertThat(connection.call(Frame.ping()).error()).isZero();
        } else {
            assertThat(connection.bytesUntilClosed())
                    .as("bytes to connection %s before it is closed", expected.connection())
                    .isZero();
        }
    }

    // What is learned once must stay the same: a session keeps its id and password through the whole run.
    private void learn(List<Hole> holes, byte[] frame) {
        for (Hole hole : holes) {
            if (!hole.kind().equals(TIME)) {
                byte[] value = Arrays.copyOfRange(frame, hole.offset(), hole.offset() + hole.length());
                byte[] known = learned.putIfAbsent(hole.kind(), value);
                assertThat(value).as(hole.kind()).isEqualTo(known == null ? value : known);
            }
        }
    }

    private static String normal(byte[] frame, List<Hole> holes, boolean unordered) {
        byte[] masked = frame.clone();
        for (Hole hole : holes) {
            Arrays.fill(masked, hole.offset(), hole.offset() + hole.length(), (byte) 0);
        }
        if (unordered) {
            Arrays.sort(masked);
        }
        return HexFormat.of().formatHex(masked);
    }

    private static String key(GoldenCase step, String connection) {
        return step.profile() + "/" + connection;
    }
}
