// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.CreateRequest;
import io.paddock.protocol.client.ReplyHeader;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.server.RawSession;
import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.disk.ZxidName;
import io.paddock.storage.log.LogOptions;
import io.paddock.storage.log.TxnLogWriter;
import io.paddock.storage.log.TxnRecords;
import io.paddock.storage.recovery.MemberRecovery;
import io.paddock.storage.recovery.RecoveredMember;
import io.paddock.storage.recovery.RecoveryOptions;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A member that was down gets the history of the others, whatever is on its own disk. */
class RejoinTest {
    /** More txns than a leader keeps in memory for learners that are behind (commitLogCount). */
    private static final int BEYOND_MEMORY = 700;

    @TempDir
    Path directory;

    private int created;

    private void write(TestEnsemble ensemble, int count) {
        try (RawSession session = ensemble.connect(ensemble.leader())) {
            for (int i = 0; i < count; i++) {
                String path = "/n" + created++;
                session.send(
                        OpCode.CREATE, new CreateRequest(OpCode.CREATE, path, new byte[200], Acl.OPEN, 0, -1)::write);
            }
            for (int i = 0; i < count; i++) {
                assertThat(ReplyHeader.read(session.next()).err()).isZero();
            }
            session.closeSession(); // If the session expired instead, that would be one more txn at an unknown time.
        }
    }

    private Path data(TestEnsemble ensemble, int sid) {
        return ensemble.home(sid).resolve("data");
    }

    private Directory files(TestEnsemble ensemble, int sid) {
        return new RealDirectory(data(ensemble, sid).resolve("version-2"));
    }

    private RecoveredMember onDisk(TestEnsemble ensemble, int sid) throws IOException {
        Path data = data(ensemble, sid);
        return MemberRecovery.open(data, data, RecoveryOptions.DEFAULTS);
    }

    /**
     * Waits for the member, stops all members and compares their disks.
     * @return the member's tree
     */
    private ZnodeTree expectTheSame(TestEnsemble ensemble, int sid) throws IOException {
        TestEnsemble.await(() -> ensemble.mode(sid).equals("follower"));
        write(ensemble, 3);
        int leader = ensemble.leader();
        TestEnsemble.await(() -> ensemble.zxid(sid) == ensemble.zxid(leader));
        ensemble.close();
        RecoveredMember member = onDisk(ensemble, sid);
        assertThat(member.doubts()).isEmpty();
        ZnodeTree tree = member.recovered().tree();
        ZnodeTree theirs = onDisk(ensemble, leader).recovered().tree();
        assertThat(tree.find("/n" + (created - 1))).isNotNull();
        assertThat(tree.find("/n0")).isNotNull();
        assertThat(tree.lastZxid()).isEqualTo(theirs.lastZxid());
        assertThat(tree.digest()).isEqualTo(theirs.digest());
        assertThat(tree.digests().mismatches()).isZero();
        return tree;
    }

    @Test
    void missedTxnsComeFromTheLog() throws IOException {
        try (TestEnsemble ensemble = new TestEnsemble(directory, 3, "snapshotSizeFactor=0")) {
            ensemble.start();
            int away = ensemble.follower();
            write(ensemble, 10);
            ensemble.stop(away);
            List<String> before = files(ensemble, away).names();
            write(ensemble, BEYOND_MEMORY);
            ensemble.launch(away);
            expectTheSame(ensemble, away);
            assertThat(files(ensemble, away).names()).containsAll(before);
        }
    }

    @Test
    void memberThatMissedTooMuchReceivesASnapshot() throws IOException {
        try (TestEnsemble ensemble = new TestEnsemble(directory, 3, "snapshotSizeFactor=-1")) {
            ensemble.start();
            int away = ensemble.follower();
            write(ensemble, 10);
            ensemble.stop(away);
            List<ZxidName> before = ZxidName.ascending(files(ensemble, away).names(), ZxidName.LOG);
            write(ensemble, BEYOND_MEMORY);
            ensemble.launch(away);
            expectTheSame(ensemble, away);
            assertThat(ZxidName.ascending(files(ensemble, away).names(), ZxidName.LOG))
                    .doesNotContainAnyElementsOf(before);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void txnsThatNobodyElseHasAreTruncated(boolean othersWentOn) throws IOException {
        try (TestEnsemble ensemble = new TestEnsemble(directory, 3)) {
            ensemble.start();
            write(ensemble, 10);
            int away = ensemble.leader();
            for (int sid = 1; sid <= 3; sid++) {
                ensemble.stop(sid);
            }
            logGhost(ensemble, away);
            for (int sid = 1; sid <= 3; sid++) {
                if (sid != away) {
                    ensemble.launch(sid);
                }
            }
            ensemble.leader();
            if (othersWentOn) {
                write(ensemble, 5);
            }
            ensemble.launch(away);
            assertThat(expectTheSame(ensemble, away).find("/ghost")).isNull();
        }
    }

    /** Logs one more proposal at this member only, as if it had reached nobody else. */
    private void logGhost(TestEnsemble ensemble, int sid) throws IOException {
        long last = onDisk(ensemble, sid).recovered().lastZxid();
        TxnHeader header = new TxnHeader(1, 1, last + 1, 1_700_000_000_000L, OpCode.CREATE);
        Txn ghost = new Txn.Create(OpCode.CREATE, "/ghost", new byte[0], Acl.OPEN, false, -1);
        try (TxnLogWriter log =
                new TxnLogWriter(files(ensemble, sid), LogOptions.DEFAULTS, new SplittableRandom(1), last)) {
            log.append(last + 1, TxnRecords.payloadOf(new LoggedTxn(header, ghost, null)));
            log.sync();
        }
        assertThat(onDisk(ensemble, sid).recovered().tree().find("/ghost")).isNotNull();
    }

    @Test
    void damagedLogIsReportedAndReplaced() throws IOException {
        try (TestEnsemble ensemble = new TestEnsemble(directory, 3)) {
            ensemble.start();
            write(ensemble, 10);
            int away = ensemble.follower();
            ensemble.stop(away);
            Directory files = files(ensemble, away);
            String log = ZxidName.ascending(files.names(), ZxidName.LOG).get(0).name();
            Path path = files.path().resolve(log);
            byte[] bytes = Files.readAllBytes(path);
            bytes[16 + 12 + 40] ^= 1;
            Files.write(path, bytes);
            ensemble.launch(away);
            expectTheSame(ensemble, away);
            assertThat(files.path().resolve("damaged-" + log)).hasBinaryContent(bytes);
            assertThat(files.names()).doesNotContain("incomplete");
        }
    }

    @Test
    void unreadableEpochFilesDoNotKeepAMemberOut() throws IOException {
        try (TestEnsemble ensemble = new TestEnsemble(directory, 3)) {
            ensemble.start();
            write(ensemble, 10);
            int away = ensemble.follower();
            ensemble.stop(away);
            Files.writeString(files(ensemble, away).path().resolve("currentEpoch"), "soon");
            ensemble.launch(away);
            expectTheSame(ensemble, away);
            assertThat(files(ensemble, away).names()).contains("damaged-currentEpoch");
        }
    }

    @Test
    void memberWithAnEmptyDiskReceivesEverything() throws IOException {
        try (TestEnsemble ensemble = new TestEnsemble(directory, 3)) {
            ensemble.start();
            write(ensemble, 10);
            int away = ensemble.follower();
            ensemble.stop(away);
            Directory files = files(ensemble, away);
            for (String name : files.names()) {
                files.delete(name);
            }
            ensemble.launch(away);
            expectTheSame(ensemble, away);
        }
    }
}
