// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.LogFile;
import io.paddock.storage.disk.ZxidName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A file that says: this member has lost something it once knew, and takes no part in any vote until another member's state has been installed and it
 * serves. Without it, a second start would find nothing wrong.
 */
public final class IncompleteMark {
    /** Of no meaning to a ZooKeeper server. */
    static final String NAME = "incomplete";

    private final Directory directory;

    /** @param snapshots the directory of the snapshots */
    public IncompleteMark(Directory snapshots) {
        this.directory = snapshots;
    }

    /** @return why the member is incomplete, in the order in which it was found out; empty when it is not */
    public List<String> reasons() throws IOException {
        return isSet() ? Files.readAllLines(directory.path().resolve(NAME), StandardCharsets.UTF_8) : List.of();
    }

    /** @return whether the member is incomplete */
    public boolean isSet() throws IOException {
        return directory.names().contains(NAME);
    }

    /** Adds reasons, at least one. Durable on return; before anything is changed for them. */
    public void add(List<String> reasons) throws IOException {
        Set<String> all = new LinkedHashSet<>(reasons());
        reasons.forEach(each -> all.add(each.replace('\n', ' ').replace('\r', ' ')));
        String temporary = ZxidName.TEMPORARY_PREFIX + NAME;
        try (LogFile file = directory.create(temporary)) {
            file.write(ByteBuffer.wrap(String.join("\n", all).getBytes(StandardCharsets.UTF_8)), 0);
            file.sync();
        }
        directory.rename(temporary, NAME);
        directory.sync();
    }

    /** The member is one of them again. Durable on return. */
    public void clear() throws IOException {
        if (isSet()) {
            directory.delete(NAME);
            directory.sync();
        }
    }
}
