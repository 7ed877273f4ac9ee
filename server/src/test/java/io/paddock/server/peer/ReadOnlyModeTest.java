// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.ConnectRequest;
import io.paddock.protocol.client.CreateRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.server.RawSession;
import io.paddock.server.session.SessionPassword;
import io.paddock.storage.recovery.MemberRecovery;
import io.paddock.storage.recovery.RecoveryOptions;
import io.paddock.storage.tree.ZnodeTree;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member without a quorum, in read-only mode. */
class ReadOnlyModeTest {
    @TempDir
    Path directory;

    @Test
    void readOnlyClientIsServedWithoutALeader() {
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

    @Test
    void uncommittedTxnsAreNotShown() throws Exception {
        try (TestEnsemble ensemble = new TestEnsemble(directory, 3, "readonlymode.enabled=true").start()) {
            int left = ensemble.leader();
            AtomicInteger sent = new AtomicInteger();
            Thread writer = new Thread(() -> {
                try (RawSession session = ensemble.connect(left)) {
                    while (true) {
                        String path = "/n" + sent.get();
                        session.send(
                                OpCode.CREATE,
                                new CreateRequest(OpCode.CREATE, path, new byte[10], Acl.OPEN, 0, -1)::write);
                        sent.incrementAndGet();
                        LockSupport.parkNanos(1_000_000); // Writes pause, so that the buffers never fill up.
                    }
                } catch (UncheckedIOException cutOff) {
                    // This is expected.
                }
            });
            writer.start();
            TestEnsemble.await(() -> sent.get() > 10);
            for (int sid = 1; sid <= 3; sid++) {
                if (sid != left) {
                    ensemble.stop(sid);
                }
            }
            writer.join();
            TestEnsemble.await(() -> ensemble.mode(left).equals("read-only"));
            int shown = 0;
            try (RawSession reader = new RawSession(ensemble.port(left), reading(0, new byte[16]))) {
                while (reader.exists("/n" + shown, false) == 0) {
                    shown++;
                }
            }
            ensemble.stop(left);
            Path data = ensemble.home(left).resolve("data");
            ZnodeTree onDisk = MemberRecovery.open(data, data, RecoveryOptions.DEFAULTS)
                    .recovered()
                    .tree();
            assertThat(onDisk.find("/n" + (shown - 1))).isNotNull();
            assertThat(onDisk.find("/n" + shown))
                    .as("logged, and committed by nobody")
                    .isNotNull();
        }
    }

    private static ConnectRequest reading(long sessionId, byte[] password) {
        return new ConnectRequest(0, 0, 30_000, sessionId, password, true);
    }
}
