// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.disk.ZxidName;
import io.paddock.storage.snapshot.SnapshotReader;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.nio.file.Path;

/** Tells how far a snapshot reaches beyond the zxid in its name: txns were applied while it was written. */
final class SnapshotExtent {
    private SnapshotExtent() {}

    /**
     * Reads the whole file, because this snapshot is to become the only one left.
     *
     * @return whether the file can be read and certainly holds nothing newer than {@code zxid}
     */
    static boolean isWithin(Path directory, ZxidName file, long zxid) {
        SnapshotReader.Loaded loaded;
        try {
            loaded = SnapshotReader.read(directory.resolve(file.name()), file.zxid(), false);
        } catch (IOException e) {
            return false;
        }
        // Without its last section, nothing says which txns were applied during the write: setting an ACL
        // leaves no zxid.
        boolean told = loaded.lastZxid() >= file.zxid() && (loaded.lastZxid() > 0 || file.zxid() == 0);
        return told && loaded.lastZxid() <= zxid && newest(loaded.tree()) <= zxid;
    }

    private static long newest(ZnodeTree tree) {
        long[] newest = {0};
        tree.cursor()
                .next(
                        Integer.MAX_VALUE,
                        (path, znode) -> newest[0] =
                                Math.max(newest[0], Math.max(znode.czxid(), Math.max(znode.mzxid(), znode.pzxid()))));
        return newest[0];
    }
}
