// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import java.util.List;

/**
 * What a member of an ensemble found on its disk, and what that is worth.
 *
 * @param recovered the tree; of a member that is incomplete, what is known to be good: nothing may be logged behind it
 * @param epochs the numbers beside it
 * @param doubts why the member may have lost what it once knew; empty when it is complete
 * @param isNew whether there was nothing at all, as in a member that starts for the first time, or one whose disk was exchanged
 */
public record RecoveredMember(Recovered recovered, EpochFiles.Epochs epochs, List<String> doubts, boolean isNew) {
    /** @return whether the member may vote on what it knows */
    public boolean isComplete() {
        return doubts.isEmpty();
    }
}
