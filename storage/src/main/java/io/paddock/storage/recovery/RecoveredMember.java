// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import java.util.List;

/**
 * What a member of an ensemble found on its disk, and how far the member may rely on it.
 *
 * @param recovered the tree. If the member is incomplete, only what is known to be good: no txn may be logged
 *   after it
 * @param epochs the numbers in the epoch files
 * @param doubts why the member may have lost what it once knew; empty when it is complete
 * @param isNew whether the disk held nothing: the member starts for the first time, or its disk was exchanged
 */
public record RecoveredMember(Recovered recovered, EpochFiles.Epochs epochs, List<String> doubts, boolean isNew) {
    /** @return whether the member may vote with its history */
    public boolean isComplete() {
        return doubts.isEmpty();
    }
}
