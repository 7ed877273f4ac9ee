// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.disk.Directory;
import java.io.IOException;
import java.util.List;

/**
 * A file that says: this member has lost something it once knew, and takes no part in any vote until another member's state has been installed and it
 * serves. Without it, a second start would find nothing wrong.
 */
public final class IncompleteMark {
    /** Of no meaning to a ZooKeeper server. */
    static final String NAME = "incomplete";

    private final ReasonsFile file;

    /** @param snapshots the directory of the snapshots */
    public IncompleteMark(Directory snapshots) {
        this.file = new ReasonsFile(snapshots, NAME);
    }

    /** @return why the member is incomplete, in the order in which it was found out; empty when it is not */
    public List<String> reasons() throws IOException {
        return file.reasons();
    }

    /** @return whether the member is incomplete */
    public boolean isSet() throws IOException {
        return file.isSet();
    }

    /** Adds reasons, at least one. Durable on return; before anything is changed for them. */
    public void add(List<String> reasons) throws IOException {
        file.add(reasons);
    }

    /** The member is one of them again. Durable on return. */
    public void clear() throws IOException {
        file.clear();
    }
}
