// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.disk.Directory;
import java.io.IOException;
import java.util.List;

/**
 * A file that records a conflict: the history of this member and the history of a leader that a quorum
 * follows exclude each other. The member keeps its files and does not vote. The conflict ends when an
 * operator chooses ({@link HistoryChoice}), or when a leader shows that its history contains this one.
 */
public final class ConflictMark {
    /** A ZooKeeper server ignores this file. */
    static final String NAME = "conflict";

    private final ReasonsFile file;

    /** @param snapshots the directory of the snapshots */
    public ConflictMark(Directory snapshots) {
        this.file = new ReasonsFile(snapshots, NAME);
    }

    /** @return whether the member is in conflict */
    public boolean isSet() throws IOException {
        return file.isSet();
    }

    /** Sets the mark. Durable on return. */
    public void set(String why) throws IOException {
        file.add(List.of(why));
    }

    /** Removes the mark when the conflict is over. Durable on return. */
    public void clear() throws IOException {
        file.clear();
    }
}
