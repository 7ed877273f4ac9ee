// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.tree.ZnodeTree;
import java.util.List;

/**
 * What a start found.
 *
 * @param tree the tree, its last zxid being that of the last record or of the snapshot
 * @param snapshotZxid zxid of the snapshot loaded, -1 when there was none
 * @param recordsReplayed how many records of the log were applied to it
 * @param loadMillis how long loading the snapshot took
 * @param replayMillis how long replaying the log took
 * @param warnings what an operator should know of the files, already logged
 * @param losses what is, or may be, missing from the tree; only where the caller bears that: {@link MemberRecovery}
 */
public record Recovered(
        ZnodeTree tree,
        long snapshotZxid,
        long recordsReplayed,
        long loadMillis,
        long replayMillis,
        List<String> warnings,
        List<String> losses) {
    /** @return the last zxid; the next txn is the one after */
    public long lastZxid() {
        return tree.lastZxid();
    }
}
