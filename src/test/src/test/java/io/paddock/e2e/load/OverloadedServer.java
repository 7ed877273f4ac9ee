// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.paddock.e2e.harness.Bystander;
import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.ServerKind;
import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.ServerProcess;
import io.paddock.e2e.harness.SharedServer;
import io.paddock.e2e.harness.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * The server of a test class whose clients ask for too much. After each test it must be up and within its
 * memory, and a client that worked all the time beside the test must still be served. Register it with
 * {@code @RegisterExtension static final}.
 *
 * <p>Frames up to 16 MiB are allowed, so that a request can be as large as the worst configuration allows.
 */
final class OverloadedServer
        implements BeforeAllCallback,
                AfterAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                TestExecutionExceptionHandler {
    // 256 MiB of heap, as much again outside it, and what a JVM needs for itself.
    static final long RESIDENT_KIB_MAX = 900 * 1024;

    private static final int SESSION_MILLIS = 40_000;

    private final SharedServer server = SharedServer.with(
            ServerOptions.plain().jvm("-Djute.maxbuffer=16777216").jvm("-XX:+ExitOnOutOfMemoryError"));
    private Bystander bystander;

    @Override
    public void beforeAll(ExtensionContext context) {
        server.beforeAll(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        bystander = Bystander.at(server.connectString());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        try (Bystander worker = bystander) {
            assertThat(server.process().isAlive()).isTrue();
            worker.getsOn();
            assertThat(residentKib()).isLessThan(RESIDENT_KIB_MAX);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        server.afterAll(context);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        server.handleTestExecutionException(context, failure);
    }

    ServerProcess process() {
        return server.process();
    }

    int port() {
        return server.port();
    }

    ClientSession connect() {
        return server.connect();
    }

    Wire wire() {
        return server.wire();
    }

    /** Checks that the client beside the test is still served. */
    void bystanderGetsOn() {
        bystander.getsOn();
    }

    /** What the server's process takes of the machine's memory. */
    long residentKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + server.process().pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    /** Apache queues replies, and makes room for requests, without a bound: either takes its whole heap. */
    static void assumeBoundedQueues() {
        assumeThat(ServerKind.isPaddock())
                .as("what waits for one client is bounded")
                .isTrue();
    }

    /** Creates children of one parent by multis of a thousand. @return their paths */
    static List<String> manyZnodes(ServerProcess server, String parent, int count, int dataBytes) throws Exception {
        List<String> paths = new ArrayList<>();
        try (Wire wire = server.wire()) {
            wire.newSession(SESSION_MILLIS);
            assertThat(wire.call(Frame.create(0, parent, new byte[0], 0)).error())
                    .isZero();
            for (int first = 0; first < count; first += 1_000) {
                Frame multi = Frame.request(first + 1, Frame.MULTI);
                for (int i = first; i < Math.min(count, first + 1_000); i++) {
                    String path = parent + "/child-" + i;
                    paths.add(path);
                    multi.part(Frame.CREATE).createBody(path, new byte[dataBytes], 0);
                }
                assertThat(wire.call(multi.lastPart()).error()).isZero();
            }
        }
        return paths;
    }
}
