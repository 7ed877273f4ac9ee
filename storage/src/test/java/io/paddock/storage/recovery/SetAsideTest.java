// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufUtil;
import io.paddock.storage.disk.FaultyDirectory;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.disk.ZxidName;
import io.paddock.storage.snapshot.Compression;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A member that has lost data installs another member's state. At no point of this does it lose what it still
 * has.
 */
final class SetAsideTest {
    @TempDir
    Path temporary;

    private static Set<String> contents(Path data) throws IOException {
        Set<String> contents = new HashSet<>();
        try (Stream<Path> files = Files.list(data.resolve("version-2"))) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().matches("(damaged-(\\d-)?)?(log|snapshot)\\..*")) {
                    contents.add(ByteBufUtil.hexDump(Files.readAllBytes(file)));
                }
            }
        }
        return contents;
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

    private static RecoveredMember open(Path data) throws IOException {
        return MemberRecovery.open(data, data, RecoveryOptions.DEFAULTS);
    }

    private static ZnodeTree received() {
        ZnodeTree tree = new ZnodeTree();
        RandomHistory history = new RandomHistory(new SplittableRandom(99), tree).after(1L << 32);
        for (int i = 0; i < 20; i++) {
            history.next();
        }
        return tree;
    }

    @Test
    void nothingIsLostWhereverTheInstallationIsInterrupted() throws IOException {
        Path damaged = temporary.resolve("damaged");
        WrittenHistory.epochs(damaged, 2, 20);
        List<ZxidName> logs = ZxidName.ascending(new RealDirectory(damaged.resolve("version-2")).names(), ZxidName.LOG);
        Path log =
                damaged.resolve("version-2").resolve(logs.get(logs.size() - 1).name());
        byte[] bytes = Files.readAllBytes(log);
        bytes[16 + 12 + 40] ^= 1;
        Files.write(log, bytes);
        assertFalse(open(damaged).isComplete());
        Set<String> old = contents(damaged);
        List<String> expected = TreeText.of(received());
        boolean done = false;
        for (int at = 0; !done; at++) {
            Path place = copy(damaged, "at-" + at);
            FaultyDirectory disk = new FaultyDirectory(place.resolve("version-2"));
            int[] left = {at};
            HookedDirectory hooked = new HookedDirectory(disk, operation -> {
                if (left[0]-- <= 0) {
                    throw new IOException("stopped before " + operation);
                }
            });
            try {
                new SnapshotInstallation(hooked, hooked, Compression.NONE).install(received());
                done = true;
            } catch (IOException e) {
                assertTrue(e.getMessage().startsWith("stopped"), e::toString);
            }
            Path after = Files.createDirectories(temporary.resolve("after-" + at + "/version-2"))
                    .getParent();
            disk.afterPowerCut(new SplittableRandom(at), after.resolve("version-2"));
            for (Path each : List.of(place, after)) {
                boolean begun = Files.exists(each.resolve("version-2").resolve(InstallationMarker.NAME));
                assertTrue(contents(each).containsAll(old), each.toString());
                RecoveredMember member = open(each);
                assertFalse(member.isComplete(), each.toString());
                assertTrue(contents(each).containsAll(old), each.toString());
                if (begun || done) {
                    assertEquals(expected, TreeText.of(member.recovered().tree()), each.toString());
                }
            }
        }
    }
}
