// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paddock.storage.disk.FaultyDirectory;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.log.TxnLogReader;
import io.paddock.storage.recovery.Truncation.Truncated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Truncating the log gives the recorded files where ZooKeeper is right. It gives the tree of that zxid, even
 * after interruptions.
 */
final class TruncationTest {
    @TempDir
    Path temporary;

    /** The cases of truncate.json in which ZooKeeper does what it claims. */
    static List<Map<String, Object>> recorded() throws IOException {
        Object cases = Json.read(GoldenCase.root().resolve("truncate.json")).get("cases");
        return ((List<?>) cases)
                .stream()
                        .map(TreeText::map)
                        .filter(each -> !String.valueOf(each.get("note")).startsWith("APACHE DEFECT"))
                        .toList();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void leavesTheFilesThatZooKeeperLeaves(Map<String, Object> expected) throws IOException {
        Path data = copy("v-chain-logs");
        Truncation truncation = truncation(data);
        long zxid = Long.decode((String) expected.get("truncate_to"));
        if (expected.get("ok").equals(true)) {
            assertEquals(new Truncated(zxid), truncation.to(zxid));
            assertEquals(zxid, recover(data).lastZxid());
        } else {
            assertThrows(TruncationRefused.class, () -> truncation.to(zxid));
        }
        Map<String, Long> files = files(data);
        assertEquals(478, files.remove("snapshot.0"));
        assertEquals(TreeText.map(expected.get("files")), files);
    }

    @Test
    void givesTheTreeOfThatZxid() throws IOException {
        Path data = copy("v-chain-logs");
        truncation(data).to(0x10);
        assertEquals(
                TreeText.expected(GoldenCase.of("v-truncated").state()),
                TreeText.of(recover(data).tree()));
    }

    @Test
    void truncatingToZeroKeepsNoRecord() throws IOException {
        Path data = copy("v-chain-logs");
        assertEquals(new Truncated(0), truncation(data).to(0));
        assertEquals(Map.of("snapshot.0", 478L), files(data));
        assertEquals(0, recover(data).lastZxid());
    }

    /** In ZooKeeper such snapshots survive and bring back the truncated txns. */
    @Test
    void removesSnapshotsThatContainTruncatedTxns() throws IOException {
        Path data = copy("v-chain-snaps");
        Recovered before = recover(data);
        assertTrue(before.snapshotZxid() > 0x10);
        assertEquals(new Truncated(0x10), truncation(data).to(0x10));
        Recovered after = recover(data);
        assertEquals(0x10, after.lastZxid());
        assertEquals(0, after.tree().digests().mismatches());
        assertTrue(after.snapshotZxid() <= 0x10);
    }

    /**
     * ZooKeeper keeps the first record after the zxid. The leader's next txns would not follow in either
     * case.
     */
    @Test
    void refusesAZxidThatIsNotInTheLog() throws IOException {
        Path data = temporary.resolve("data");
        Map<Long, List<String>> trees = WrittenHistory.epochs(data, 3, 5);
        Map<String, Long> before = files(data);
        for (long notThere : new long[] {1L << 32 | 9, 1L << 32, 3L << 32, 2L << 32 | 6}) {
            assertThrows(TruncationRefused.class, () -> truncation(data).to(notThere));
            assertEquals(before, files(data));
        }
        long lastOfFirst = 1L << 32 | 5;
        assertEquals(new Truncated(lastOfFirst), truncation(data).to(lastOfFirst));
        assertEquals(trees.get(lastOfFirst), TreeText.of(recover(data).tree()));
    }

    @Test
    void refusesToTruncateIfEverySnapshotIsNewer() throws IOException {
        Path data = copy("v-chain-snaps");
        Path version2 = data.resolve("version-2");
        for (String name : List.copyOf(files(data).keySet())) {
            if (name.startsWith("snapshot.") && Long.parseLong(name.substring(9), 16) <= 0x10) {
                Files.delete(version2.resolve(name));
            }
        }
        Map<String, Long> before = files(data);
        assertThrows(TruncationRefused.class, () -> truncation(data).to(0x10));
        assertEquals(before, files(data));
    }

    @Test
    void removesAFuzzySnapshotThatReachesBeyondTheTruncation() throws IOException {
        for (String name : List.of("v-fuzzy-1", "v-fuzzy-2", "v-fuzzy-acl")) {
            Path data = copy(name);
            Recovered before = recover(data);
            long zxid = before.snapshotZxid();
            assertTrue(before.lastZxid() > zxid, name);
            Map<String, Long> files = files(data);
            try {
                Truncated after = truncation(data).to(zxid);
                Recovered recovered = recover(data);
                assertEquals(after.lastZxid(), recovered.lastZxid(), name);
                assertTrue(recovered.snapshotZxid() < zxid, name);
                assertEquals(0, recovered.tree().digests().mismatches(), name);
            } catch (TruncationRefused e) {
                assertEquals(files, files(data), name);
            }
        }
    }

    @Test
    void powerCutDuringTruncationLeavesAPointOfTheOldHistory() throws IOException {
        for (int seed = 0; seed < 40; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Path root = temporary.resolve("seed-" + seed);
            Map<Long, List<String>> trees = WrittenHistory.epochs(root, 1, 30 + random.nextInt(60));
            long last = trees.keySet().stream().mapToLong(Long::longValue).max().orElseThrow();
            long target = last - random.nextInt(25);
            FaultyDirectory disk = new FaultyDirectory(root.resolve("version-2"));
            boolean failing = random.nextInt(3) == 0;
            boolean done = false;
            try {
                disk.failSyncs(failing ? 1 : 0);
                new Truncation(disk, disk, TxnLogReader.RECORD_BYTES_MAX).to(target);
                done = true;
            } catch (TruncationRefused e) {
                throw new AssertionError("seed " + seed, e);
            } catch (IOException e) {
                assertTrue(failing, "seed " + seed);
            }
            Path after = temporary.resolve("after-" + seed);
            disk.afterPowerCut(random, Files.createDirectories(after.resolve("version-2")));
            Recovered recovered = recover(after);
            long zxid = recovered.lastZxid();
            assertTrue(done ? zxid == target : zxid >= target && zxid <= last, "seed " + seed);
            assertEquals(trees.get(zxid), TreeText.of(recovered.tree()), "seed " + seed);
        }
    }

    @Test
    void interruptedTruncationLeavesAPointOfTheOldHistoryAndCanBeRepeated() throws IOException {
        Path root = temporary.resolve("old");
        Map<Long, List<String>> trees = WrittenHistory.epochs(root, 1, 50);
        long target = 17;
        boolean done = false;
        for (int at = 0; !done; at++) {
            Path place = copy(root, "at-" + at);
            FaultyDirectory disk = new FaultyDirectory(place.resolve("version-2"));
            int[] left = {at};
            HookedDirectory hooked = new HookedDirectory(disk, operation -> {
                if (left[0]-- <= 0) {
                    throw new IOException("stopped before " + operation);
                }
            });
            try {
                new Truncation(hooked, hooked, TxnLogReader.RECORD_BYTES_MAX).to(target);
                done = true;
            } catch (TruncationRefused e) {
                throw new AssertionError(e);
            } catch (IOException e) {
                assertTrue(e.getMessage().startsWith("stopped"), e::toString);
            }
            Path after = Files.createDirectories(temporary.resolve("after-" + at + "/version-2"));
            disk.afterPowerCut(new SplittableRandom(at), after);
            for (Path each : List.of(place, after.getParent())) {
                Recovered recovered = recover(each);
                long zxid = recovered.lastZxid();
                assertTrue(zxid >= target && zxid <= 50 && (!done || zxid == target), each + " " + zxid);
                assertEquals(trees.get(zxid), TreeText.of(recovered.tree()), each.toString());
                assertEquals(new Truncated(target), truncation(each).to(target));
                assertEquals(trees.get(target), TreeText.of(recover(each).tree()), each.toString());
            }
        }
    }

    private Path copy(Path from, String name) throws IOException {
        Path to = Files.createDirectories(temporary.resolve(name + "/version-2"));
        try (Stream<Path> files = Files.list(from.resolve("version-2"))) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to.getParent();
    }

    private Path copy(String name) throws IOException {
        return GoldenCase.of(name).copyTo(temporary.resolve(name)).dataDir();
    }

    private static Truncation truncation(Path data) {
        RealDirectory directory = new RealDirectory(data.resolve("version-2"));
        return new Truncation(directory, directory, TxnLogReader.RECORD_BYTES_MAX);
    }

    private static Recovered recover(Path data) throws IOException {
        return Recovery.open(data, data, RecoveryOptions.DEFAULTS);
    }

    private static Map<String, Long> files(Path data) throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.list(data.resolve("version-2"))) {
            for (Path file : files.toList()) {
                sizes.put(file.getFileName().toString(), Files.size(file));
            }
        }
        return new LinkedHashMap<>(sizes);
    }
}
