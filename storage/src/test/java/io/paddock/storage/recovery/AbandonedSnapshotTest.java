// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.snapshot.Compression;
import io.paddock.storage.snapshot.SnapshotStreamWriter;
import io.paddock.storage.snapshot.SnapshotWriter;
import io.paddock.storage.tree.TreeReplaced;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A snapshot whose tree is replaced while it is written leaves no file, because its content must not come
 * back.
 */
final class AbandonedSnapshotTest {
    @TempDir
    Path path;

    private static ZnodeTree grown(int seed) {
        ZnodeTree tree = new ZnodeTree();
        RandomHistory history = new RandomHistory(new SplittableRandom(seed), tree);
        for (int i = 0; i < 400; i++) {
            history.next();
        }
        return tree;
    }

    private static void replace(ZnodeTree tree, boolean byAdoption) {
        ZnodeTree other = new ZnodeTree();
        tree.gate().lockAll();
        if (byAdoption) {
            tree.adopt(other);
        } else {
            tree.abandonWalks();
        }
        tree.gate().unlockAll();
    }

    @Test
    void replacingTheTreeAtAnyStepLeavesNoFile() throws IOException {
        Directory real = new RealDirectory(path, false);
        List<String> steps = new ArrayList<>();
        new SnapshotWriter(new HookedDirectory(real, steps::add), Compression.NONE, 0).write(grown(1));
        int rename = steps.size() - 2;
        assertTrue(steps.get(rename).startsWith("rename"), steps.toString());
        real.delete(real.names().get(0));
        for (int at = 0; at < rename; at++) {
            for (boolean byAdoption : new boolean[] {true, false}) {
                ZnodeTree tree = grown(1);
                int[] left = {at};
                Directory hooked = new HookedDirectory(real, step -> {
                    if (left[0]-- == 0) {
                        replace(tree, byAdoption);
                    }
                });
                SnapshotWriter writer = new SnapshotWriter(hooked, Compression.NONE, 0);
                assertThrows(TreeReplaced.class, () -> writer.write(tree), steps.get(at));
                assertEquals(List.of(), real.names(), steps.get(at));
            }
        }
    }

    @Test
    void nextSnapshotHasTheNewContentAndItsZxid() throws IOException {
        ZnodeTree tree = new ZnodeTree();
        ZnodeTree other = grown(2);
        List<String> expected = TreeText.of(other);
        tree.gate().lockAll();
        tree.adopt(other);
        tree.gate().unlockAll();
        SnapshotWriter.Written written =
                new SnapshotWriter(new RealDirectory(path, false), Compression.NONE, 0).write(tree);
        assertEquals(tree.lastZxid(), written.zxid());
        assertEquals("snapshot." + Long.toHexString(tree.lastZxid()), written.name());
        ZnodeTree read = io.paddock.storage.snapshot.SnapshotReader.read(
                        path.resolve(written.name()), written.zxid(), true)
                .tree();
        assertEquals(expected, TreeText.of(read));
    }

    @Test
    void streamToAnotherMemberEnds() {
        ZnodeTree tree = grown(3);
        try (SnapshotStreamWriter writer = new SnapshotStreamWriter(tree)) {
            writer.write(Unpooled.buffer(), 100);
            replace(tree, true);
            assertThrows(TreeReplaced.class, () -> writer.write(Unpooled.buffer(), 100));
        }
    }
}
