// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.server.core.DrivenLog;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.recovery.DataDirectories;
import io.paddock.storage.recovery.IncompleteMark;
import io.paddock.storage.recovery.RecoveryOptions;
import io.paddock.zab.door.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a member may believe its own history: the test is the log thread. */
class HistoryTrustTest {
    @TempDir
    Path dataDir;

    private final List<String> told = new ArrayList<>();
    private DrivenLog log;
    private IncompleteMark mark;
    private PeerDisk disk;
    private History history;

    @BeforeEach
    void open() throws IOException {
        DataDirectories directories = new DataDirectories(dataDir, dataDir);
        history = History.open(directories, RecoveryOptions.DEFAULTS);
        log = new DrivenLog(directories.logs());
        RealDirectory files = new RealDirectory(directories.snapshots());
        mark = new IncompleteMark(files);
        disk = new PeerDisk(
                directories,
                RecoveryOptions.DEFAULTS,
                files,
                files,
                null,
                log.log(),
                Runnable::run,
                event -> told.add(event.toString()));
    }

    private static Notification vote(long epoch, long counter) {
        return Notification.of(PeerState.LOOKING, 2, Zxid.of(epoch, counter), 1, epoch, null);
    }

    private void runDiskTasks() {
        while (log.step()) {
            // Until nothing is left.
        }
    }

    @Test
    void memberWithoutDataDoubtsItsHistoryWhenOthersHaveAPast() {
        HistoryTrust trust = new HistoryTrust(disk, history);
        assertThat(history.isBlank()).isTrue();
        assertThat(trust.arisesFrom(vote(0, 0))).isFalse();
        assertThat(trust.arisesFrom(vote(3, 1))).isTrue();
    }

    @Test
    void memberThatALeaderHasTakenInDoubtsItsHistoryNoMore() {
        HistoryTrust trust = new HistoryTrust(disk, history);
        trust.happened(new Event.CurrentEpochSaved(1));
        assertThat(trust.arisesFrom(vote(3, 1))).isFalse();
    }

    @Test
    void memberThatAnOperatorDeclaredNewDoubtsNothing() throws IOException {
        Files.createFile(dataDir.resolve("initialize"));
        History declared = History.open(new DataDirectories(dataDir, dataDir), RecoveryOptions.DEFAULTS);
        assertThat(new HistoryTrust(disk, declared).arisesFrom(vote(3, 1))).isFalse();
    }

    @Test
    void lossIsWrittenDownBeforeTheMemberRejoins() throws IOException {
        HistoryTrust trust = new HistoryTrust(disk, history);
        trust.lost(2, vote(3, 1), () -> told.add("rejoin"));
        assertThat(trust.disk().isIncomplete()).isTrue();
        assertThat(told).isEmpty();
        assertThat(mark.isSet()).isFalse();

        runDiskTasks();
        assertThat(told).containsExactly("rejoin");
        assertThat(mark.reasons()).containsExactly("member 2 is of epoch 3, and there is nothing on this disk");
        assertThat(trust.arisesFrom(vote(3, 1))).isFalse(); // It is known by now.
    }

    @Test
    void differenceFromTheLeaderIsToldOncePerEpochAfterItIsWrittenDown() throws IOException {
        HistoryTrust trust = new HistoryTrust(disk, history);
        trust.differs(Zxid.of(3, 5), told::add);
        trust.differs(Zxid.of(3, 6), told::add);
        assertThat(told).isEmpty();
        runDiskTasks();
        assertThat(told).containsExactly("the digest at 0x300000005 is not the leader's");
        trust.differs(Zxid.of(4, 1), told::add);
        runDiskTasks();
        assertThat(told)
                .containsExactly(
                        "the digest at 0x300000005 is not the leader's",
                        "the digest at 0x400000001 is not the leader's");
        assertThat(mark.isSet()).isTrue();
    }

    @Test
    void observerThatBecomesAVoterDoubtsWhatItDidNotWriteDown() throws IOException {
        HistoryTrust trust = new HistoryTrust(disk, history);
        trust.cannotVote(told::add);
        runDiskTasks();
        assertThat(told).containsExactly("as an observer it did not write down what it learned");
        assertThat(mark.isSet()).isTrue();
    }

    @Test
    void doubtEndsOnDiskWhenTheMemberHasWhatTheOthersHave() throws IOException {
        HistoryTrust trust = new HistoryTrust(disk, history);
        trust.lost(2, vote(3, 1), () -> told.add("rejoin"));
        runDiskTasks();
        trust.end();
        runDiskTasks();
        assertThat(mark.isSet()).isFalse();
    }

    @Test
    void doubtThatIsStillBeingWrittenDownSurvivesTheEndOfAnOlderDoubt() throws IOException {
        HistoryTrust trust = new HistoryTrust(disk, history);
        trust.differs(Zxid.of(3, 5), told::add);
        trust.end();
        runDiskTasks();
        assertThat(told).hasSize(1);
        assertThat(mark.isSet()).isTrue();
    }

    @Test
    void historyThatWasReadAgainIsJudgedAfresh() {
        HistoryTrust trust = new HistoryTrust(disk, history);
        trust.lost(2, vote(3, 1), () -> {});
        trust.beginWith(history);
        assertThat(trust.disk().isIncomplete()).isFalse();
        assertThat(trust.arisesFrom(vote(3, 1))).isTrue();
    }
}
