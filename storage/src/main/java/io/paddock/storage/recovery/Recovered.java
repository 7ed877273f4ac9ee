// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.tree.ZnodeTree;
import java.util.List;

/**
 * What a start found.
 *
 * @param tree the tree; its last zxid is that of the last record, or of the snapshot
 * @param snapshotZxid zxid of the snapshot that was loaded, -1 without a snapshot
 * @param recordsReplayed how many records of the log were applied to the tree
 * @param loadMillis how long loading the snapshot took
 * @param replayMillis how long replaying the log took
 * @param warnings what an operator should know about the files; already logged
 * @param losses what is missing from the tree, or may be; only if the caller accepts losses: {@link
 *   MemberRecovery}
 */
public record Recovered(
        ZnodeTree tree,
        long snapshotZxid,
        long recordsReplayed,
        long loadMillis,
        long replayMillis,
        List<String> warnings,
        List<String> losses) {
    /** @return the zxid of the last txn in the tree */
    public long lastZxid() {
        return tree.lastZxid();
    }
}
