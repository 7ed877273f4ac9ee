// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.e2e.harness.FourLetterWord;
import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Handshake;
import io.paddock.e2e.harness.Loopback;
import io.paddock.e2e.harness.OpenFiles;
import io.paddock.e2e.harness.Reply;
import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.ServerProcess;
import io.paddock.e2e.harness.Wire;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Very many at once: connections that do nothing, children that are listed. */
class CrowdsTest {
    @RegisterExtension
    static final OverloadedServer SERVER = new OverloadedServer();

    private static final int TIMEOUT_MILLIS = 40_000;

    @Test
    void tenThousandIdleConnections() throws Exception {
        int count = 10_000;
        OpenFiles.check("this process", ProcessHandle.current().pid(), count);
        OpenFiles.check("the server", SERVER.process().pid(), count);
        // Several local addresses, so that it does not matter how many ports one of them has left.
        List<InetAddress> locals = Loopback.addresses(5);
        List<Wire> idle = new ArrayList<>();
        try {
            byte[] handshake = Handshake.fresh(TIMEOUT_MILLIS).bytes();
            for (int i = 0; i < count; i++) {
                Wire wire = Wire.open(locals.get(i % locals.size()), SERVER.port());
                idle.add(wire);
                wire.trySend(handshake);
                if (i % 1_000 == 999) {
                    SERVER.bystanderGetsOn();
                }
            }
            for (Wire wire : idle) {
                assertThat(Handshake.parse(wire.frame()).refused()).isFalse();
            }
            assertThat(FourLetterWord.ask(SERVER.port(), "mntr", 60_000))
                    .containsPattern("zk_num_alive_connections\t1\\d{4}\n");
            SERVER.bystanderGetsOn();
        } finally {
            idle.forEach(Wire::close);
        }
    }

    @Test
    void manyChildrenListedByManyAtOnce() throws Exception {
        listByMany(SERVER.process(), "/crowd", 50_000, 10, 4);
    }

    @Test
    @Tag("soak")
    void aMillionChildrenListedByManyAtOnce() throws Exception {
        // A server of its own: a million znodes alone are more than the shared one's heap.
        try (ServerProcess server = ServerProcess.start(ServerOptions.plain()
                .jvm("-Xmx1g")
                .jvm("-Djute.maxbuffer=67108864")
                .jvm("-XX:+ExitOnOutOfMemoryError"))) {
            listByMany(server, "/million", 1_000_000, 4, 3);
            assertThat(server.isAlive()).isTrue();
        }
    }

    private void listByMany(ServerProcess server, String parent, int children, int clients, int rounds)
            throws Exception {
        OverloadedServer.manyZnodes(server, parent, children, 0);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            all.add(CompletableFuture.runAsync(() -> {
                try (Wire wire = server.wire()) {
                    wire.newSession(TIMEOUT_MILLIS);
                    for (int round = 0; round < rounds; round++) {
                        Reply reply = wire.call(Frame.read(round, Frame.GET_CHILDREN, parent, false));
                        assertThat(reply.body().getInt()).isEqualTo(children);
                    }
                }
            }));
        }
        SERVER.bystanderGetsOn();
        for (CompletableFuture<Void> one : all) {
            one.get(120, TimeUnit.SECONDS);
        }
    }
}
