// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.e2e.harness.Bystander;
import io.paddock.e2e.harness.FourLetterWord;
import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Handshake;
import io.paddock.e2e.harness.Reply;
import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.ServerProcess;
import io.paddock.e2e.harness.Wire;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/** Limits that are off until an operator sets them. */
class ThrottlesTest {
    private static final int TIMEOUT_MILLIS = 40_000;

    private static ServerOptions with(String... properties) {
        ServerOptions options = ServerOptions.plain();
        for (String property : properties) {
            options = options.jvm("-Dzookeeper." + property); // Apache knows some of them only as properties.
        }
        return options;
    }

    private static boolean opensSession(ServerProcess server) {
        try (Wire wire = server.wire()) {
            wire.send(Handshake.fresh(TIMEOUT_MILLIS).bytes());
            wire.frame();
            return true;
        } catch (UncheckedIOException closed) {
            return false;
        }
    }

    private static void assertCounted(ServerProcess server, String metric) {
        assertThat(FourLetterWord.ask(server.port(), "mntr")).containsPattern("zk_" + metric + "\t[1-9]");
    }

    @Test
    void sessionsAreOpenedOnlyWhileThereAreTokens() {
        try (ServerProcess server =
                ServerProcess.start(with("connection_throttle_tokens=4", "connection_throttle_fill_time=3600000"))) {
            int opened = 0;
            for (int i = 0; i < 7; i++) {
                opened += opensSession(server) ? 1 : 0;
            }
            assertThat(opened).isEqualTo(4);
            assertCounted(server, "connection_rejected");
        }
    }

    @Test
    void weightsMakeARenewalCheaperThanANewSession() {
        try (ServerProcess server = ServerProcess.start(with(
                "connection_throttle_tokens=2",
                "connection_throttle_fill_time=3600000",
                "connection_throttle_weight_enabled=true"))) {
            try (Wire first = server.wire();
                    Wire again = server.wire()) {
                Handshake session = first.newSession(TIMEOUT_MILLIS);
                assertThat(again.handshake(session.renewal()).refused()).isFalse();
                // Six tokens, of which three and two are gone.
                assertThat(opensSession(server)).isFalse();
            }
        }
    }

    @Test
    void aLargeRequestBeyondAllThatMayBeInFlightEndsItsConnection() throws Exception {
        try (ServerProcess server =
                        ServerProcess.start(with("largeRequestThreshold=1000", "largeRequestMaxBytes=5000"));
                Bystander bystander = Bystander.at(server.connectString());
                Wire wire = server.wire();
                Wire other = server.wire()) {
            wire.newSession(TIMEOUT_MILLIS);
            assertThat(wire.call(Frame.create(1, "/large", new byte[4_000], 0)).error())
                    .isZero();
            assertThat(wire.call(Frame.setData(2, "/large", new byte[4_500])).error())
                    .isZero();
            wire.send(Frame.setData(3, "/large", new byte[5_500]).bytes());
            assertThat(wire.bytesUntilClosed()).isZero();
            other.newSession(TIMEOUT_MILLIS);
            assertThat(other.call(Frame.setData(1, "/large", new byte[4_500])).error())
                    .isZero();
            assertCounted(server, "large_requests_rejected");
            bystander.getsOn();
        }
    }

    @Test
    void requestsBeyondTheThrottleWaitAndAreServedInOrder() throws Exception {
        try (ServerProcess server =
                        ServerProcess.start(with("request_throttle_max_requests=2", "request_throttle_stall_time=1"));
                Bystander bystander = Bystander.at(server.connectString());
                Wire wire = server.wire()) {
            wire.newSession(TIMEOUT_MILLIS);
            assertThat(wire.call(Frame.create(0, "/n", new byte[0], 0)).error()).isZero();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            int count = 300;
            for (int xid = 1; xid <= count; xid++) {
                Frame frame = xid % 3 == 0
                        ? Frame.read(xid, Frame.GET_DATA, "/n", false)
                        : Frame.setData(xid, "/n", new byte[xid]);
                all.writeBytes(frame.bytes());
            }
            wire.send(all.toByteArray());
            for (int xid = 1; xid <= count; xid++) {
                Reply reply = wire.reply();
                assertThat(reply.xid()).isEqualTo(xid);
                assertThat(reply.error()).isZero();
                if (xid % 3 == 0) {
                    assertThat(reply.body().getInt()).isEqualTo(xid - 1);
                }
            }
            assertCounted(server, "request_throttle_wait_count");
            bystander.getsOn();
        }
    }
}
