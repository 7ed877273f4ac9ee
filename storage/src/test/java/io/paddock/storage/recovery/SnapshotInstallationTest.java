// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.FaultyDirectory;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.log.LogOptions;
import io.paddock.storage.log.TxnLogWriter;
import io.paddock.storage.log.TxnRecords;
import io.paddock.storage.snapshot.Compression;
import io.paddock.storage.snapshot.SnapshotWriter;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The installation of a received snapshot may be interrupted at any point. A start then finds the old tree or
 * the new one, and nothing in between.
 */
final class SnapshotInstallationTest {
    private static final int POWER_CUTS = 2;

    @TempDir
    Path temporary;

    private Place old;
    private List<String> oldTree;
    private List<String> newTree;
    private int copies;

    /** The directories of a member as the tests leave them: both in one place, or separate. */
    private record Place(Path data, Path dataLog) {
        static Place in(Path root, boolean apart) {
            return new Place(root.resolve("data"), apart ? root.resolve("datalog") : root.resolve("data"));
        }

        Path snapshots() {
            return data.resolve("version-2");
        }

        Path logs() {
            return dataLog.resolve("version-2");
        }

        Recovered recover() throws IOException {
            return Recovery.open(data, dataLog, RecoveryOptions.DEFAULTS);
        }
    }

    /** A disk that fails before its nth operation and at every later attempt. */
    private static final class Disk implements HookedDirectory.Hook {
        final FaultyDirectory snapshots;
        final FaultyDirectory logs;
        int left;

        Disk(Place place, int operations) throws IOException {
            snapshots = new FaultyDirectory(place.snapshots());
            logs = place.logs().equals(place.snapshots()) ? snapshots : new FaultyDirectory(place.logs());
            left = operations;
        }

        @Override
        public void before(String operation) throws IOException {
            if (left-- <= 0) {
                throw new IOException("stopped before " + operation);
            }
        }

        Directory hookedSnapshots() {
            return new HookedDirectory(snapshots, this);
        }

        Directory hookedLogs() {
            return new HookedDirectory(logs, this);
        }

        Place afterPowerCut(SplittableRandom random, Path root) throws IOException {
            Place after = Place.in(root, logs != snapshots);
            snapshots.afterPowerCut(random, Files.createDirectories(after.snapshots()));
            if (logs != snapshots) {
                logs.afterPowerCut(random, Files.createDirectories(after.logs()));
            }
            return after;
        }
    }

    private void writeOld(boolean apart) throws IOException {
        old = Place.in(temporary.resolve("old"), apart);
        WrittenHistory.epochs(old.data, old.dataLog, 2, 27);
        oldTree = TreeText.of(old.recover().tree());
        newTree = TreeText.of(received());
    }

    /**
     * The end of this tree is below the end of the old log, as from a leader that knows less than this member
     * had logged.
     */
    private static ZnodeTree received() {
        ZnodeTree tree = new ZnodeTree();
        RandomHistory history = new RandomHistory(new SplittableRandom(99), tree).after(1L << 32);
        for (int i = 0; i < 20; i++) {
            history.next();
        }
        return tree;
    }

    private Place copyOf(Place place) throws IOException {
        Place copy =
                Place.in(temporary.resolve("copy-" + copies++), !place.logs().equals(place.snapshots()));
        copy(place.snapshots(), copy.snapshots());
        if (!place.logs().equals(place.snapshots())) {
            copy(place.logs(), copy.logs());
        }
        return copy;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void install(Disk disk) throws IOException {
        new SnapshotInstallation(disk.hookedLogs(), disk.hookedSnapshots(), Compression.NONE).install(received());
    }

    private static List<String> names(Path directory) throws IOException {
        return new RealDirectory(directory).names();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leavesOnlyTheInstalledSnapshot(boolean apart) throws IOException {
        writeOld(apart);
        long end = old.recover().lastZxid();
        Disk disk = new Disk(old, Integer.MAX_VALUE);
        SnapshotWriter.Written written = new SnapshotInstallation(
                        disk.hookedLogs(), disk.hookedSnapshots(), Compression.NONE)
                .install(received());
        assertTrue(written.zxid() < end);
        assertEquals("snapshot." + Long.toHexString(received().lastZxid()), written.name());
        assertEquals(List.of(written.name()), names(old.snapshots()));
        assertEquals(apart ? List.of() : List.of(written.name()), names(old.logs()));
        assertEquals(written.bytes(), Files.size(old.snapshots().resolve(written.name())));
        Recovered recovered = old.recover();
        assertEquals(newTree, TreeText.of(recovered.tree()));
        assertEquals(List.of(), recovered.warnings());
        assertEquals(written.zxid(), recovered.lastZxid());
    }

    @Test
    void usesTheConfiguredCompression() throws IOException {
        writeOld(false);
        Directory directory = new RealDirectory(old.snapshots());
        new SnapshotInstallation(directory, directory, Compression.SNAPPY).install(received());
        assertEquals(List.of("snapshot." + Long.toHexString(received().lastZxid()) + ".snappy"), directory.names());
        assertEquals(newTree, TreeText.of(old.recover().tree()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void interruptedInstallationLeavesTheOldTreeOrTheNewOne(boolean apart) throws IOException {
        writeOld(apart);
        boolean done = false;
        boolean newSeen = false;
        for (int at = 0; !done; at++) {
            Place place = copyOf(old);
            Disk disk = new Disk(place, at);
            try {
                install(disk);
                done = true;
            } catch (IOException e) {
                assertTrue(e.getMessage().startsWith("stopped"), e::toString);
            }
            for (int seed = 0; seed < POWER_CUTS; seed++) {
                Place after =
                        disk.afterPowerCut(new SplittableRandom(seed), temporary.resolve("cut-" + at + "-" + seed));
                check(after, done, "power cut before operation " + at + ", seed " + seed);
            }
            newSeen |= check(place, done, "killed before operation " + at);
            assertTrue(!done || newSeen);
        }
    }

    /** @return whether the tree is the new one */
    private boolean check(Place place, boolean done, String where) throws IOException {
        checkAnotherServer(place, where);
        boolean marked = names(place.snapshots()).contains(InstallationMarker.NAME);
        Recovered recovered = place.recover();
        List<String> tree = TreeText.of(recovered.tree());
        boolean isNew = tree.equals(newTree);
        assertTrue(isNew || !done && !marked && tree.equals(oldTree), where);
        for (Path directory : List.of(place.snapshots(), place.logs())) {
            assertTrue(
                    names(directory).stream().allMatch(name -> name.startsWith("snapshot.") || name.startsWith("log.")),
                    () -> where + ": " + directory);
        }
        if (isNew) {
            assertEquals(1, names(place.snapshots()).size(), where);
        }
        if (where.startsWith("killed")) {
            assertEquals(tree, TreeText.of(place.recover().tree()), where + ", second start");
        }
        return isNew;
    }

    /**
     * The other server knows neither marker nor staged file. It must find the old history or the new one, or
     * refuse to start.
     */
    private void checkAnotherServer(Place place, String where) throws IOException {
        Place foreign = copyOf(place);
        for (String name : names(foreign.snapshots())) {
            if (!name.startsWith("snapshot.") && !name.startsWith("log.")) {
                Files.delete(foreign.snapshots().resolve(name));
            }
        }
        if (names(foreign.snapshots()).isEmpty() && names(foreign.logs()).isEmpty()) {
            return; // An empty directory is an empty member. It takes part in nothing until it has received a state.
            // state.
        }
        try {
            List<String> tree = TreeText.of(foreign.recover().tree());
            assertTrue(tree.equals(oldTree) || tree.equals(newTree), where);
        } catch (RecoveryRefused e) {
            assertTrue(e.getMessage().startsWith("No snapshot found, but there are log entries"), e::getMessage);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void finishingTheInstallationMayBeInterruptedToo(boolean apart) throws IOException {
        writeOld(apart);
        Place marked = copyOf(old);
        int operations = operationsUpToTheMarker(marked);
        boolean done = false;
        for (int at = 0; !done; at++) {
            Place place = copyOf(old);
            Disk first = new Disk(place, operations);
            try {
                install(first);
            } catch (IOException e) {
                assertTrue(names(place.snapshots()).contains(InstallationMarker.NAME));
            }
            Disk second = new Disk(place, at);
            try {
                SnapshotInstallation.resume(second.hookedLogs(), second.hookedSnapshots());
                done = true;
            } catch (IOException e) {
                assertTrue(e.getMessage().startsWith("stopped"), e::toString);
            }
            for (int seed = 0; seed < POWER_CUTS; seed++) {
                Place after = second.afterPowerCut(
                        new SplittableRandom(seed), temporary.resolve("resumed-" + at + "-" + seed));
                assertTrue(check(after, true, "power cut before operation " + at + " of the second attempt"));
            }
            assertTrue(check(place, true, "killed before operation " + at + " of the second attempt"));
        }
    }

    private int operationsUpToTheMarker(Place place) throws IOException {
        for (int at = 0; ; at++) {
            try {
                install(new Disk(place, at));
            } catch (IOException e) {
                if (names(place.snapshots()).contains(InstallationMarker.NAME)) {
                    return at + 1; // The sync that makes it durable.
                }
                for (String name : names(place.snapshots())) {
                    if (name.startsWith(".tmp-")) {
                        Files.delete(place.snapshots().resolve(name));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void dropsTheInstallationIfAnotherServerContinuedTheOldHistory(boolean apart) throws IOException {
        writeOld(apart);
        Place place = copyOf(old);
        int operations = operationsUpToTheMarker(copyOf(old));
        try {
            install(new Disk(place, operations));
        } catch (IOException e) {
            assertTrue(names(place.snapshots()).contains(InstallationMarker.NAME));
        }
        List<String> gone = foreignLife(place);
        Recovered recovered = place.recover();
        assertEquals(gone, TreeText.of(recovered.tree()));
        assertTrue(recovered.warnings().get(0).contains("is dropped"), recovered.warnings()::toString);
        assertEquals(gone, TreeText.of(place.recover().tree()));
        assertFalse(names(place.snapshots()).stream().anyMatch(name -> name.startsWith(".tmp-")));
    }

    /**
     * A server that does not know the marker starts, logs a txn and ends.
     * @return the tree at its end
     */
    private static List<String> foreignLife(Place place) throws IOException {
        List<Path> unknown;
        try (Stream<Path> files = Files.list(place.snapshots())) {
            unknown = files.filter(file -> !file.getFileName().toString().matches("(snapshot|log)\\..*"))
                    .toList();
        }
        Path aside = Files.createDirectories(place.data.resolve("aside"));
        for (Path file : unknown) {
            Files.move(file, aside.resolve(file.getFileName()));
        }
        ZnodeTree tree = place.recover().tree();
        RandomHistory history = new RandomHistory(new SplittableRandom(5), tree);
        RealDirectory logs = new RealDirectory(place.logs());
        try (TxnLogWriter log = new TxnLogWriter(logs, LogOptions.DEFAULTS, new SplittableRandom(1), tree.lastZxid())) {
            for (int i = 0; i < 5; i++) {
                var txn = history.next();
                log.append(txn.header().zxid(), TxnRecords.payloadOf(txn));
            }
            log.sync();
        }
        for (Path file : unknown) {
            Files.move(aside.resolve(file.getFileName()), file);
        }
        return TreeText.of(tree);
    }

    @Test
    void serverThatStartedInTheEmptiedDirectoryKeepsItsHistory() throws IOException {
        writeOld(false);
        Place place = copyOf(old);
        int operations = operationsUpToTheMarker(copyOf(old));
        try {
            install(new Disk(place, operations));
        } catch (IOException e) {
            assertTrue(names(place.snapshots()).contains(InstallationMarker.NAME));
        }
        for (String name : names(place.snapshots())) {
            if (name.startsWith("log.") || name.startsWith("snapshot.")) {
                Files.delete(place.snapshots().resolve(name));
            }
        }
        List<String> begun = foreignLife(place);
        assertTrue(names(place.snapshots()).containsAll(List.of("snapshot.0", "log.1")));
        assertEquals(begun, TreeText.of(place.recover().tree()));
    }

    @Test
    void damagedMarkerIsSetAsideWithItsSnapshot() throws IOException {
        writeOld(false);
        Files.writeString(old.snapshots().resolve(InstallationMarker.NAME), "\0\0\0\0");
        Files.writeString(old.snapshots().resolve(InstallationMarker.staged("snapshot.5")), "kept");
        Recovered recovered = old.recover();
        assertEquals(oldTree, TreeText.of(recovered.tree()));
        assertTrue(recovered.warnings().get(0).contains("is damaged"), recovered.warnings()::toString);
        assertTrue(
                names(old.snapshots()).containsAll(List.of("damaged-installing", "damaged-.tmp-installed-snapshot.5")));
        assertEquals(List.of(), old.recover().warnings());
    }

    @Test
    void fullDiskLeavesTheOldHistory() throws IOException {
        writeOld(false);
        FaultyDirectory disk = new FaultyDirectory(old.snapshots());
        disk.freeBytes(300);
        SnapshotInstallation installation = new SnapshotInstallation(disk, disk, Compression.NONE);
        assertThrows(IOException.class, () -> installation.install(received()));
        assertEquals(oldTree, TreeText.of(old.recover().tree()));
        disk.freeBytes(Long.MAX_VALUE);
        installation.install(received());
        assertEquals(newTree, TreeText.of(old.recover().tree()));
    }
}
