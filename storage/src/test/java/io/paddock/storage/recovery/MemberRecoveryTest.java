// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufUtil;
import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.log.TxnLogReader;
import io.paddock.storage.snapshot.Compression;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A member starts from any directory, knows whether it has lost something, and destroys nothing. */
final class MemberRecoveryTest {
    /** A standalone server starts with these, but something is missing from them. */
    private static final Set<String> INCOMPLETE_THOUGH_STANDALONE_STARTS =
            Set.of("c-gap-after-snapshot", "c-snap-no-parent");

    @TempDir
    Path temporary;

    static List<GoldenCase> all() {
        return GoldenCase.all();
    }

    private static RecoveredMember open(DataDirectories directories, RecoveryOptions options) throws IOException {
        return MemberRecovery.open(directories.dataDir(), directories.dataLogDir(), options);
    }

    private DataDirectories empty() {
        return new DataDirectories(temporary.resolve("data"), temporary.resolve("logs"));
    }

    private static Map<String, String> logsAndSnapshots(DataDirectories directories) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (Path directory : List.of(directories.logs(), directories.snapshots())) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    String name = file.getFileName().toString();
                    if (name.startsWith("log.") || name.startsWith("snapshot.")) {
                        contents.put(name, ByteBufUtil.hexDump(Files.readAllBytes(file)));
                    }
                }
            }
        }
        return contents;
    }

    private static boolean isRefused(GoldenCase golden, DataDirectories directories) throws IOException {
        try {
            Recovered recovered = golden.recover(directories);
            new EpochFiles(new RealDirectory(directories.snapshots())).load(recovered.lastZxid());
            return INCOMPLETE_THOUGH_STANDALONE_STARTS.contains(golden.name());
        } catch (RecoveryRefused e) {
            return true;
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void recordedDirectoryIsCompleteOrReportedAndKept(GoldenCase golden) throws IOException {
        boolean expectIncomplete = isRefused(golden, golden.copyTo(temporary.resolve("standalone")));
        DataDirectories directories = golden.copyTo(temporary.resolve("member"));
        Map<String, String> before = logsAndSnapshots(directories);
        RecoveredMember member = open(directories, golden.options());
        assertEquals(expectIncomplete, !member.isComplete(), member.doubts()::toString);
        RecoveredMember again = open(directories, golden.options());
        assertEquals(member.doubts(), again.doubts());
        assertEquals(member.epochs(), again.epochs());
        if (!expectIncomplete) {
            assertFalse(Files.exists(directories.snapshots().resolve(IncompleteMark.NAME)));
            return;
        }
        assertThrows(RecoveryRefused.class, () -> golden.recover(directories), "alone it must not serve");
        Map<String, String> untouched = logsAndSnapshots(directories);
        untouched.keySet().retainAll(before.keySet());
        before.keySet().retainAll(untouched.keySet()); // An empty newest log file is deleted.
        assertEquals(before, untouched);
        rejoin(directories, golden, before);
    }

    private static void rejoin(DataDirectories directories, GoldenCase golden, Map<String, String> before)
            throws IOException {
        Directory logs = new RealDirectory(directories.logs());
        Directory snapshots = new RealDirectory(directories.snapshots());
        ZnodeTree received = new ZnodeTree();
        RandomHistory history = new RandomHistory(new SplittableRandom(4), received).after(5L << 32);
        for (int i = 0; i < 20; i++) {
            history.next();
        }
        List<String> expected = TreeText.of(received);
        new SnapshotInstallation(logs, snapshots, Compression.NONE).install(received);
        assertFalse(open(directories, golden.options()).isComplete(), "not before it serves");
        new EpochFiles(snapshots).writeAccepted(5);
        new EpochFiles(snapshots).writeCurrent(5);
        new IncompleteMark(snapshots).clear();

        RecoveredMember joined = open(directories, RecoveryOptions.DEFAULTS);
        assertTrue(joined.isComplete(), joined.doubts()::toString);
        assertEquals(expected, TreeText.of(joined.recovered().tree()));
        assertEquals(new EpochFiles.Epochs(5, 5), joined.epochs());
        for (Map.Entry<String, String> each : before.entrySet()) {
            Directory directory = each.getKey().startsWith("log.") ? logs : snapshots;
            byte[] kept = Files.readAllBytes(directory.path().resolve("damaged-" + each.getKey()));
            assertEquals(each.getValue(), ByteBufUtil.hexDump(kept));
        }
        assertEquals(List.of(), Purge.purge(logs, snapshots, 3));
    }

    @Test
    void intactPartOfADamagedHistoryIsKept() throws IOException {
        Map<Long, List<String>> trees = WrittenHistory.epochs(temporary.resolve("data"), 1, 40);
        Path data = temporary.resolve("data");
        Directory directory = new RealDirectory(data.resolve("version-2"));
        for (String name : directory.names()) {
            if (name.startsWith("snapshot.") && !name.equals("snapshot.0")) {
                directory.delete(name);
            }
        }
        Path file = data.resolve("version-2/log.a");
        byte[] bytes = Files.readAllBytes(file);
        bytes[16 + 12 + 40] ^= 1;
        Files.write(file, bytes);
        RecoveredMember member = MemberRecovery.open(data, data, RecoveryOptions.DEFAULTS);
        assertFalse(member.isComplete());
        assertTrue(member.doubts().get(0).contains("CRC check failed"), member.doubts()::toString);
        assertEquals(trees.get(9L), TreeText.of(member.recovered().tree()));
        assertEquals(9, member.recovered().recordsReplayed());
        assertFalse(member.isNew());
    }

    @Test
    void damagedSnapshotCoveredByTheLogLosesNothing() throws IOException {
        Path data = temporary.resolve("data");
        Map<Long, List<String>> trees = WrittenHistory.epochs(data, 1, 40);
        Path newest = data.resolve("version-2/snapshot.27");
        byte[] bytes = Files.readAllBytes(newest);
        bytes[bytes.length / 2] ^= 1;
        Files.write(newest, bytes);
        RecoveredMember member = MemberRecovery.open(data, data, RecoveryOptions.DEFAULTS);
        assertTrue(member.isComplete());
        assertEquals(trees.get(40L), TreeText.of(member.recovered().tree()));
        assertFalse(member.recovered().warnings().isEmpty());
    }

    @Test
    void snapshotBeyondTheRecoveredHistoryIsALoss() throws IOException {
        DataDirectories directories = empty();
        open(directories, RecoveryOptions.DEFAULTS);
        Files.writeString(directories.snapshots().resolve("snapshot.19"), "ZKSN, and then nothing");
        RecoveredMember member = open(directories, RecoveryOptions.DEFAULTS);
        assertFalse(member.isComplete());
        assertTrue(member.doubts().get(0).contains("snapshot.19"), member.doubts()::toString);
        assertTrue(Files.exists(directories.snapshots().resolve("snapshot.19")));
        assertEquals(0, member.recovered().lastZxid());
    }

    @Test
    void aNewMemberIsNewUntilItHasAnEpoch() throws IOException {
        DataDirectories directories = empty();
        RecoveredMember member = open(directories, RecoveryOptions.DEFAULTS);
        assertTrue(member.isNew());
        assertTrue(member.isComplete());
        assertEquals(new EpochFiles.Epochs(0, 0), member.epochs());
        assertFalse(open(directories, RecoveryOptions.DEFAULTS).isNew());
        new EpochFiles(new RealDirectory(directories.snapshots())).writeAccepted(7);
        assertTrue(open(directories, RecoveryOptions.DEFAULTS).isComplete());
        Files.delete(directories.snapshots().resolve("snapshot.0"));
        RecoveredMember lost = open(directories, RecoveryOptions.DEFAULTS);
        assertFalse(lost.isComplete());
        assertFalse(lost.isNew());
        assertTrue(lost.doubts().get(0).contains("there is no data"), lost.doubts()::toString);
        assertEquals(7, lost.epochs().accepted());
    }

    @Test
    void emptyDatabaseMustBeAllowedIfConfigured() throws IOException {
        RecoveryOptions options = new RecoveryOptions(
                true, false, false, true, TxnLogReader.RECORD_BYTES_MAX, false, false, Compression.NONE);
        DataDirectories directories = empty();
        RecoveredMember member = open(directories, options);
        assertFalse(member.isComplete());
        assertTrue(member.doubts().get(0).contains("db.autocreate is false"), member.doubts()::toString);
        DataDirectories marked = new DataDirectories(temporary.resolve("marked"), temporary.resolve("marked"));
        Files.createDirectories(marked.dataDir());
        Files.createFile(marked.dataDir().resolve("initialize"));
        assertTrue(open(marked, options).isComplete());
    }

    /**
     * The content of the files ("-": no such file) and the epoch of the last zxid. Then the result, and
     * whether the history is doubted.
     */
    @ParameterizedTest
    @CsvSource({
        "-, -, 0,  0, 0, false",
        "-, -, 3,  3, 3, false",
        "5, 5, 3,  5, 5, false",
        "6, 5, 5,  6, 5, false",
        "6, 4, 5,  6, 5, false", // The process ended between history and epoch file.
        "5, 6, 5,  6, 6, true",
        "4, 4, 5,  5, 5, true",
        "-, 5, 5,  5, 5, false", // The process ended between the first writes.
        "5, -, 5,  5, 5, false",
        "-, 6, 5,  6, 6, true",
        "6, -, 5,  6, 5, true",
        "x, 5, 5,  5, 5, true",
        "6, '', 5, 6, 5, true",
        "x, y, 5,  5, 5, true",
        "-1, -1, 0,  0, 0, true", // An Apache server that must not vote.
    })
    void contradictingEpochFilesAreReportedAndRepaired(
            String acceptedText, String currentText, long epoch, long accepted, long current, boolean doubted)
            throws IOException {
        Directory directory = new RealDirectory(temporary);
        if (!acceptedText.equals("-")) {
            Files.writeString(temporary.resolve("acceptedEpoch"), acceptedText);
        }
        if (!currentText.equals("-")) {
            Files.writeString(temporary.resolve("currentEpoch"), currentText);
        }
        long zxid = epoch << 32 | 17;
        EpochFiles files = new EpochFiles(directory);
        EpochFiles.Finding finding = files.examine(zxid);
        assertEquals(new EpochFiles.Epochs(accepted, current), finding.epochs());
        assertEquals(doubted, !finding.doubts().isEmpty(), finding.doubts()::toString);
        files.heal(finding);
        assertEquals(new EpochFiles.Epochs(accepted, current), files.load(zxid));
        assertEquals(List.of(), files.examine(zxid).doubts());
        boolean garbage = !acceptedText.matches("-|-?\\d+") || !currentText.matches("-|-?\\d+");
        assertEquals(garbage, directory.names().stream().anyMatch(name -> name.startsWith("damaged-")));
    }

    @Test
    void markRecordsEveryReasonOnce() throws IOException {
        IncompleteMark mark = new IncompleteMark(new RealDirectory(temporary));
        assertFalse(mark.isSet());
        assertEquals(List.of(), mark.reasons());
        mark.add(List.of("one\nof two lines"));
        mark.add(List.of("two", "one of two lines"));
        assertEquals(List.of("one of two lines", "two"), mark.reasons());
        mark.clear();
        mark.clear();
        assertFalse(mark.isSet());
    }

    @Test
    void fileSetAsideReplacesNoEarlierOne() throws IOException {
        Directory directory = new RealDirectory(temporary);
        assertEquals("damaged-log.5", SetAside.nameFor(directory, "log.5"));
        directory.create("damaged-log.5").close();
        directory.create("damaged-2-log.5").close();
        assertEquals("damaged-3-log.5", SetAside.nameFor(directory, "log.5"));
    }
}
