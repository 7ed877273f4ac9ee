// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.ConnectRequest;
import io.paddock.protocol.client.CreateRequest;
import io.paddock.protocol.client.MultiRequest;
import io.paddock.protocol.client.ReplyHeader;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.server.RawSession;
import io.paddock.server.session.SessionPassword;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that only their own member knows. */
class LocalSessionsTest {
    private static final int EPHEMERAL = 1;

    @TempDir
    Path directory;

    @Test
    void needNoTxnAndStayAtTheirMember() {
        try (TestEnsemble ensemble = new TestEnsemble(directory, 3, "localSessionsEnabled=true").start()) {
            for (int home : List.of(ensemble.follower(), ensemble.leader())) {
                long before = zxidAfterAWrite(ensemble, home);
                int port = ensemble.port(home);
                int elsewhere = home == 1 ? 2 : 1;
                RawSession session = ensemble.connect(home);
                RawSession again = new RawSession(port, renewing(session.id()));
                assertThat(again.id()).isEqualTo(session.id());
                assertThat(renewed(ensemble.port(elsewhere), session.id())).isFalse();
                assertThat(again.getData("/zookeeper", false))
                        .as("it has not moved")
                        .isZero();
                again.closeSession();
                assertThat(renewed(port, session.id())).isFalse();
                assertThat(ensemble.zxid(home)).isEqualTo(before);

                RawSession writer = ensemble.connect(home);
                assertThat(writer.create("/from-" + home, new byte[1], 0)).isZero();
                assertThat(writer.getData("/from-" + home, false)).isZero();
                assertThat(ensemble.zxid(home)).isEqualTo(before + 1);
                session.close();
                again.close();
                writer.close();
            }
        }
    }

    @Test
    void mayNotOwnEphemerals() {
        try (TestEnsemble ensemble = new TestEnsemble(directory, 3, "localSessionsEnabled=true").start()) {
            int refused = ErrorCode.EPHEMERAL_ON_LOCAL_SESSION.code();
            for (int home : List.of(ensemble.follower(), ensemble.leader())) {
                long before = zxidAfterAWrite(ensemble, home);
                try (RawSession session = ensemble.connect(home)) {
                    assertThat(session.create("/no/parent", new byte[1], EPHEMERAL))
                            .isEqualTo(refused);
                    assertThat(ensemble.zxid(home)).isEqualTo(before + 1);
                    assertThat(partOfMulti(session))
                            .isEqualTo(home == ensemble.leader() ? refused : ErrorCode.SESSION_EXPIRED.code());
                    assertThat(session.exists("/e", false)).isEqualTo(ErrorCode.NO_NODE.code());
                    assertThat(session.create("/of-" + home, new byte[1], 0)).isZero();
                }
            }
        }
    }

    private static int partOfMulti(RawSession session) {
        CreateRequest create = new CreateRequest(OpCode.CREATE, "/e", new byte[1], Acl.OPEN, EPHEMERAL, -1);
        session.send(OpCode.MULTI, new MultiRequest(List.of(create))::write);
        JuteReader reply = session.next();
        assertThat(ReplyHeader.read(reply).err()).isZero();
        reply.readInt();
        reply.readBoolean();
        return reply.readInt();
    }

    @Test
    void becomeGlobalWithTheirFirstEphemeral() {
        try (TestEnsemble ensemble = new TestEnsemble(
                        directory, 3, "localSessionsEnabled=true", "localSessionsUpgradingEnabled=true")
                .start()) {
            for (int home : List.of(ensemble.follower(), ensemble.leader())) {
                long before = zxidAfterAWrite(ensemble, home);
                String path = "/ephemeral-" + home;
                RawSession session = ensemble.connect(home);
                assertThat(session.create(path, new byte[1], EPHEMERAL)).isZero();
                assertThat(session.create(path + "-2", new byte[1], EPHEMERAL)).isZero();
                assertThat(ensemble.zxid(home))
                        .as("one txn for the session, one for each znode")
                        .isEqualTo(before + 3);
                int elsewhere = home == 1 ? 2 : 1;
                try (RawSession moved = new RawSession(ensemble.port(elsewhere), renewing(session.id()))) {
                    assertThat(moved.id()).isEqualTo(session.id());
                    assertThat(moved.exists(path, false)).isZero();
                    moved.closeSession();
                }
                try (RawSession other = ensemble.connect(elsewhere)) {
                    assertThat(other.exists(path, false)).isEqualTo(ErrorCode.NO_NODE.code());
                }
                session.close();
            }
        }
    }

    @Test
    void expireWhenTheirClientsAreSilent() {
        try (TestEnsemble ensemble = new TestEnsemble(directory, 3, "localSessionsEnabled=true").start()) {
            for (int home : List.of(ensemble.follower(), ensemble.leader())) {
                RawSession silent = new RawSession(ensemble.port(home), 1);
                assertThat(silent.opened().timeoutMillis()).isEqualTo(1000);
                silent.close();
                assertThat(ensemble.localSessions(home)).isEqualTo(1);
                TestEnsemble.await(() -> ensemble.localSessions(home) == 0);
                assertThat(renewed(ensemble.port(home), silent.id())).isFalse();
            }
        }
    }

    // The last zxid of a server that has just begun to serve is not yet one of its epoch.
    private static long zxidAfterAWrite(TestEnsemble ensemble, int home) {
        try (RawSession session = ensemble.connect(home)) {
            assertThat(session.setData("/", new byte[1])).isZero();
            return ensemble.zxid(home);
        }
    }

    private static boolean renewed(int port, long sessionId) {
        try (RawSession session = new RawSession(port, renewing(sessionId))) {
            return session.id() == sessionId;
        }
    }

    private static ConnectRequest renewing(long sessionId) {
        return new ConnectRequest(0, 0, 30_000, sessionId, SessionPassword.of(sessionId), false);
    }
}
