// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.server.RawSession;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.log.LogOptions;
import io.paddock.storage.log.TxnLogWriter;
import io.paddock.storage.log.TxnRecords;
import io.paddock.storage.recovery.MemberRecovery;
import io.paddock.storage.recovery.RecoveryOptions;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A new leader finds ephemerals of sessions that are in no session table. Every member deletes them. Apache's
 * leader deletes them only in its own tree.
 */
class DeadSessionsTest {
    private static final long DEAD = 0xdeadL;

    @TempDir
    Path directory;

    private ZnodeTree onDisk(TestEnsemble ensemble, int sid) throws IOException {
        Path data = ensemble.home(sid).resolve("data");
        return MemberRecovery.open(data, data, RecoveryOptions.DEFAULTS)
                .recovered()
                .tree();
    }

    /** Logs the txn at one member. The test calls it for each member, as if all of them had logged it. */
    private void logEphemeralOfTheDead(TestEnsemble ensemble, int sid, long zxid) throws IOException {
        RealDirectory files =
                new RealDirectory(ensemble.home(sid).resolve("data").resolve("version-2"));
        TxnHeader header = new TxnHeader(DEAD, 1, zxid, 1_700_000_000_000L, OpCode.CREATE);
        Txn create = new Txn.Create(OpCode.CREATE, "/left-over", new byte[0], Acl.OPEN, true, -1);
        try (TxnLogWriter log = new TxnLogWriter(files, LogOptions.DEFAULTS, new SplittableRandom(1), zxid - 1)) {
            log.append(zxid, TxnRecords.payloadOf(new LoggedTxn(header, create, null)));
            log.sync();
        }
        assertThat(onDisk(ensemble, sid).deadOwners()).containsExactly(DEAD);
    }

    private static void stopAll(TestEnsemble ensemble) {
        for (int sid = 1; sid <= 3; sid++) {
            ensemble.stop(sid);
        }
    }

    @Test
    void newLeaderDeletesTheirEphemeralsByATxn() throws IOException {
        try (TestEnsemble ensemble = new TestEnsemble(directory, 3).start()) {
            long last;
            try (RawSession session = ensemble.connect(ensemble.leader())) {
                assertThat(session.create("/a", new byte[1], 0)).isZero();
                session.closeSession();
                last = ensemble.zxid(ensemble.leader());
            }
            for (int sid = 1; sid <= 3; sid++) {
                int each = sid;
                TestEnsemble.await(() -> ensemble.zxid(each) == last);
            }
            stopAll(ensemble);
            for (int sid = 1; sid <= 3; sid++) {
                logEphemeralOfTheDead(ensemble, sid, last + 1);
            }
            ensemble.start();
            for (int sid = 1; sid <= 3; sid++) {
                try (RawSession session = ensemble.connect(sid)) {
                    TestEnsemble.await(() -> session.exists("/left-over", false) == ErrorCode.NO_NODE.code());
                    assertThat(session.exists("/a", false)).isZero();
                    session.closeSession();
                }
            }
            stopAll(ensemble);
            for (int sid = 1; sid <= 3; sid++) {
                ZnodeTree tree = onDisk(ensemble, sid);
                assertThat(tree.find("/left-over"))
                        .as("it is gone from the log of member %d, too", sid)
                        .isNull();
                assertThat(tree.digests().mismatches()).isZero();
            }
        }
    }
}
