// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.ConnectRequest;
import io.paddock.server.RawSession;
import io.paddock.server.session.SessionPassword;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member that is alone with what it knows. */
class ReadOnlyModeTest {
    @TempDir
    Path directory;

    @Test
    void whoOnlyReadsIsServedForWantOfALeader() {
        try (TestEnsemble ensemble =
                new TestEnsemble(directory, 3, "readonlymode.enabled=true", "leaderServes=yes").start()) {
            long global;
            try (RawSession session = ensemble.connect(1)) {
                global = session.id();
                assertThat(session.create("/a", new byte[] {1}, 0)).isZero();
                assertThat(session.opened().readOnly()).isFalse();
                assertThat(ensemble.ask(1, "isro")).isEqualTo("rw");
            }
            long written = ensemble.zxid(1);
            TestEnsemble.await(() -> ensemble.zxid(2) >= written);
            int left = ensemble.leader() == 1 ? 2 : 1;
            for (int sid = 1; sid <= 3; sid++) {
                if (sid != left) {
                    ensemble.stop(sid);
                }
            }
            TestEnsemble.await(() -> ensemble.mode(left).equals("read-only"));
            assertThat(ensemble.ask(left, "isro")).isEqualTo("ro");
            int port = ensemble.port(left);

            RawSession reader = new RawSession(port, reading(0, new byte[16]));
            assertThat(reader.opened().readOnly()).isTrue();
            assertThat(reader.getData("/a", true)).isZero();
            assertThat(reader.getChildren("/", false)).isZero();
            int notReadOnly = ErrorCode.NOT_READ_ONLY.code();
            assertThat(reader.setData("/a", new byte[2])).isEqualTo(notReadOnly);
            assertThat(reader.create("/b", new byte[2], 1)).isEqualTo(notReadOnly);
            assertThat(reader.ask(OpCode.SYNC, out -> out.writeString("/"))).isEqualTo(notReadOnly);
            assertThat(reader.ask(
                            OpCode.MULTI,
                            out -> out.writeInt(-1).writeBoolean(true).writeInt(-1)))
                    .isEqualTo(notReadOnly);
            assertThat(reader.getData("/a", false)).isZero();

            assertThatThrownBy(() -> ensemble.connect(left)).isInstanceOf(UncheckedIOException.class);
            byte[] password = SessionPassword.of(global);
            assertThatThrownBy(() -> new RawSession(port, reading(global, password)))
                    .isInstanceOf(UncheckedIOException.class);
            try (RawSession stranger = new RawSession(port, reading(99, SessionPassword.of(99)))) {
                assertThat(stranger.opened().timeoutMillis()).isZero();
            }

            try (RawSession again = new RawSession(port, reading(reader.id(), SessionPassword.of(reader.id())))) {
                assertThat(again.id()).isEqualTo(reader.id());
                assertThat(again.getData("/a", false)).isZero();
                assertThat(again.ask(OpCode.CLOSE_SESSION, out -> {})).isZero();
            }
            try (RawSession gone = new RawSession(port, reading(reader.id(), SessionPassword.of(reader.id())))) {
                assertThat(gone.opened().timeoutMillis()).isZero();
            }

            RawSession cut = new RawSession(port, reading(0, new byte[16]));
            ensemble.start();
            assertThatThrownBy(cut::next).isInstanceOf(UncheckedIOException.class);
            try (RawSession writer = ensemble.connect(left)) {
                assertThat(writer.setData("/a", new byte[3])).isZero();
            }
            assertThat(ensemble.ask(left, "isro")).isEqualTo("rw");
            reader.close();
            cut.close();
        }
    }

    private static ConnectRequest reading(long sessionId, byte[] password) {
        return new ConnectRequest(0, 0, 30_000, sessionId, password, true);
    }
}
