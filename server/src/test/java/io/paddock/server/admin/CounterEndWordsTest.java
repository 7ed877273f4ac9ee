// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.server.EmbeddedServer;
import io.paddock.server.RawSession;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.snapshot.Compression;
import io.paddock.storage.snapshot.SnapshotWriter;
import io.paddock.storage.tree.ChangeListener;
import io.paddock.storage.tree.ZnodeTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that starts from a snapshot in which a counter is near its end. */
class CounterEndWordsTest {
    private static final int SEQUENTIAL = 2;

    @TempDir
    Path dataDir;

    private EmbeddedServer startAt(long zxid, int childrenCreated) throws Exception {
        ZnodeTree tree = new ZnodeTree();
        apply(tree, zxid, "/q", -1);
        apply(tree, zxid, "/q/first", childrenCreated);
        Path snapshots = Files.createDirectories(dataDir.resolve("version-2"));
        new SnapshotWriter(new RealDirectory(snapshots), Compression.NONE, 0).write(tree);
        return EmbeddedServer.start(dataDir, Map.of("4lw.commands.whitelist", "*"));
    }

    private static void apply(ZnodeTree tree, long zxid, String path, int parentCreates) {
        Txn txn = new Txn.Create(OpCode.CREATE, path, new byte[0], Acl.OPEN, false, parentCreates);
        tree.apply(new TxnHeader(0, 0, zxid, 1, txn.type()), txn, null, ChangeListener.NONE);
    }

    @Test
    void operatorsSeeAParentWhoseSequenceNumbersEnd() throws Exception {
        try (EmbeddedServer server = startAt(1, Integer.MAX_VALUE - 1)) {
            Asking asking = new Asking(server.port());
            assertThat(asking.metrics())
                    .containsEntry("sequences_near_end", "1")
                    .containsEntry("highest_sequence_near_end", "2147483646");
            assertThat(asking.ask("dump"))
                    .endsWith("Connections dump:\nSequences near their end, 2147483647 (1):\n\t/q\t2147483646\n");
            try (RawSession session = new RawSession(server.port(), 10_000)) {
                assertThat(session.create("/q/n", new byte[0], SEQUENTIAL)).isZero();
                assertThat(session.create("/q/n", new byte[0], SEQUENTIAL)).isZero();
                assertThat(session.create("/q/n", new byte[0], SEQUENTIAL)).isEqualTo(ErrorCode.NODE_EXISTS.code());
            }
            assertThat(asking.metrics()).containsEntry("highest_sequence_near_end", "2147483647");
        }
    }

    @Test
    void operatorsSeeNothingWhenNoCounterIsNearItsEnd() throws Exception {
        try (EmbeddedServer server = startAt(1, 1_000_000_000)) {
            Asking asking = new Asking(server.port());
            assertThat(asking.metrics())
                    .containsEntry("sequences_near_end", "0")
                    .containsEntry("highest_sequence_near_end", "0");
            assertThat(asking.ask("dump")).endsWith("Connections dump:\n");
        }
    }

    @Test
    void zxidsOfAStandaloneServerOverflowIntoTheEpoch() throws Exception {
        try (EmbeddedServer server = startAt(0xffff_fffdL, 1);
                RawSession session = new RawSession(server.port(), 10_000)) {
            assertThat(session.create("/a", new byte[0], 0)).isZero();
            assertThat(session.create("/b", new byte[0], 0)).isZero();
            assertThat(new Asking(server.port()).ask("srvr")).contains("Zxid: 0x100000000\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, Integer.MIN_VALUE, -3, -5, 0})
    void requestIsAnsweredWithAnyXidOfItsClient(int xid) {
        try (EmbeddedServer server = EmbeddedServer.start();
                RawSession session = new RawSession(server.port(), 10_000)) {
            session.nextXid(xid);
            assertThat(session.create("/a", new byte[0], 0)).isZero();
            assertThat(session.exists("/a", false)).isZero();
        }
    }
}
