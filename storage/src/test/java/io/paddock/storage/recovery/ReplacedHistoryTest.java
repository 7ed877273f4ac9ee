// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paddock.storage.disk.FaultyDirectory;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.snapshot.Compression;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A history that is replaced by another one is kept under other names. No server reads it. */
final class ReplacedHistoryTest {
    private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
    private static final String KEPT = "replaced-20261201T100000Z-";

    @TempDir
    Path path;

    private RealDirectory directory() {
        return new RealDirectory(path.resolve("version-2"));
    }

    private static ZnodeTree received() {
        ZnodeTree received = new ZnodeTree();
        RandomHistory history = new RandomHistory(new SplittableRandom(7), received).after(9L << 32);
        for (int i = 0; i < 5; i++) {
            history.next();
        }
        return received;
    }

    private static List<String> histories(List<String> names) {
        return names.stream()
                .filter(name -> name.startsWith("log.") || name.startsWith("snapshot."))
                .toList();
    }

    @Test
    void installedSnapshotKeepsTheReplacedHistory() throws IOException {
        WrittenHistory.epochs(path, 2, 30);
        List<String> before = histories(directory().names());
        assertFalse(before.isEmpty());

        new SnapshotInstallation(directory(), directory(), Compression.NONE).installAndKeep(received(), NOW);

        List<String> after = directory().names();
        before.forEach(name -> assertTrue(after.contains(KEPT + name), name));
        Recovered recovered = Recovery.open(path, path, RecoveryOptions.DEFAULTS);
        assertEquals(TreeText.of(received()), TreeText.of(recovered.tree()));
        assertEquals(1, histories(directory().names()).size(), "only the new snapshot is read");
    }

    @Test
    void powerCutDuringTheInstallationLosesNothing() throws IOException {
        WrittenHistory.epochs(path, 1, 20);
        List<String> before = histories(directory().names());
        boolean isDone = false;
        for (int at = 0; !isDone; at++) {
            Path place = Files.createDirectories(path.resolve("at-" + at + "/version-2"));
            for (String name : before) {
                Files.copy(directory().path().resolve(name), place.resolve(name));
            }
            int[] left = {at};
            HookedDirectory hooked = new HookedDirectory(new FaultyDirectory(place), operation -> {
                if (left[0]-- <= 0) {
                    throw new IOException("stopped before " + operation);
                }
            });
            try {
                new SnapshotInstallation(hooked, hooked, Compression.NONE).installAndKeep(received(), NOW);
                isDone = true;
            } catch (IOException stopped) {
                assertTrue(stopped.getMessage().startsWith("stopped"), stopped::toString);
            }
            Recovery.open(place.getParent(), place.getParent(), RecoveryOptions.DEFAULTS);
            Set<String> names = Set.copyOf(new RealDirectory(place).names());
            for (String name : before) {
                assertTrue(names.contains(name) || names.contains(KEPT + name), name + " at " + at);
            }
        }
    }

    @Test
    void keepsFiveHistoriesForThirtyDaysAndTheNewestAlways() throws IOException {
        Files.createDirectories(directory().path());
        for (int day = 1; day <= 7; day++) {
            Files.writeString(directory().path().resolve("replaced-2026120" + day + "T000000Z-log.1"), "");
        }
        Files.writeString(directory().path().resolve("replaced-by-hand"), "");
        assertEquals(
                List.of("replaced-20261202T000000Z-log.1", "replaced-20261201T000000Z-log.1"),
                ReplacedFiles.limit(Instant.parse("2026-12-08T00:00:00Z"), directory(), directory()));
        List<String> deleted = new ArrayList<>(ReplacedFiles.limit(
                Instant.parse("2026-12-08T00:00:00Z").plus(Duration.ofDays(100)), directory(), directory()));
        assertEquals(4, deleted.size());
        assertEquals(
                List.of("replaced-20261207T000000Z-log.1", "replaced-by-hand"),
                directory().names());
    }

    @Test
    void memberGivesUpItsHistoryOnTheOperatorsRequest() throws IOException {
        WrittenHistory.epochs(path, 1, 20);
        new EpochFiles(directory()).writeAccepted(1);
        new ConflictMark(directory()).set("a test");
        List<String> before = histories(directory().names());
        Files.writeString(path.resolve(HistoryChoice.GIVE_UP_NAME), "");

        assertEquals(HistoryChoice.GIVE_UP, HistoryChoice.take(new DataDirectories(path, path), NOW));

        assertFalse(Files.exists(path.resolve(HistoryChoice.GIVE_UP_NAME)));
        assertEquals(List.of(), histories(directory().names()));
        assertFalse(new ConflictMark(directory()).isSet());
        before.forEach(name -> assertTrue(Files.exists(directory().path().resolve(KEPT + name)), name));
        assertTrue(MemberRecovery.open(path, path, RecoveryOptions.DEFAULTS).isNew());
        assertEquals(HistoryChoice.NONE, HistoryChoice.take(new DataDirectories(path, path), NOW));
    }

    @Test
    void memberKeepsItsHistoryOnTheOperatorsRequest() throws IOException {
        WrittenHistory.epochs(path, 1, 20);
        new ConflictMark(directory()).set("a test");
        List<String> before = histories(directory().names());
        Files.writeString(path.resolve(HistoryChoice.KEEP_NAME), "");
        assertEquals(HistoryChoice.KEEP, HistoryChoice.take(new DataDirectories(path, path), NOW));
        assertFalse(new ConflictMark(directory()).isSet());
        assertEquals(before, histories(directory().names()));
    }

    @Test
    void bothChoicesAtOnceAreRefused() throws IOException {
        Files.writeString(path.resolve(HistoryChoice.KEEP_NAME), "");
        Files.writeString(path.resolve(HistoryChoice.GIVE_UP_NAME), "");
        assertThrows(IOException.class, () -> HistoryChoice.take(new DataDirectories(path, path), NOW));
    }

    @Test
    void countsTheTxnsOfALog() throws IOException {
        WrittenHistory.epochs(path, 1, 20);
        assertEquals(20, TxnCount.in(directory(), 1 << 20).getAsLong());
    }
}
