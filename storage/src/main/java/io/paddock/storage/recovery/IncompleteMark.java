// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.disk.Directory;
import java.io.IOException;
import java.util.List;

/**
 * A file that records that this member has lost something it once knew. The member takes no part in any vote
 * until another member's state has been installed and the member serves. Without this file, a second start
 * would find nothing wrong.
 */
public final class IncompleteMark {
    /** A ZooKeeper server ignores this file. */
    static final String NAME = "incomplete";

    private final ReasonsFile file;

    /** @param snapshots the directory of the snapshots */
    public IncompleteMark(Directory snapshots) {
        this.file = new ReasonsFile(snapshots, NAME);
    }

    /** @return why the member is incomplete, in the order of discovery; empty when it is complete */
    public List<String> reasons() throws IOException {
        return file.reasons();
    }

    /** @return whether the member is incomplete */
    public boolean isSet() throws IOException {
        return file.isSet();
    }

    /** Adds reasons, at least one. Durable on return. Call it before anything is changed because of them. */
    public void add(List<String> reasons) throws IOException {
        file.add(reasons);
    }

    /** Removes the mark: the member is complete again. Durable on return. */
    public void clear() throws IOException {
        file.clear();
    }
}
