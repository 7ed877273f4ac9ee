// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.disk.ZxidName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The choice of an operator when two histories are in conflict. The operator creates a file in dataDir. The
 * next start acts on the file and removes it:
 *
 * <pre>
 * give-up-history   all files of this member's history get other names, and the member starts with no history
 * keep-history      the mark of the conflict is removed, so this member votes again
 * </pre>
 */
public enum HistoryChoice {
    /** Neither file exists. */
    NONE,
    /** This member takes over the history of another member. */
    GIVE_UP,
    /** This member keeps its own history. */
    KEEP;

    /** The file that chooses another history. */
    public static final String GIVE_UP_NAME = "give-up-history";

    /** The file that chooses this history. */
    public static final String KEEP_NAME = "keep-history";

    private static final Logger LOG = LoggerFactory.getLogger(HistoryChoice.class);
    private static final List<String> MARKS =
            List.of("acceptedEpoch", "currentEpoch", IncompleteMark.NAME, ConflictMark.NAME, InstallationMarker.NAME);

    /**
     * Acts on the file, if there is one. If this start is interrupted, the file stays and the next start
     * finishes.
     *
     * @return what the operator chose
     * @throws IOException when both files exist, or when files cannot be renamed
     */
    public static HistoryChoice take(DataDirectories directories, Instant now) throws IOException {
        Path giveUp = directories.dataDir().resolve(GIVE_UP_NAME);
        Path keep = directories.dataDir().resolve(KEEP_NAME);
        if (Files.exists(giveUp) && Files.exists(keep)) {
            throw new IOException("Both " + giveUp + " and " + keep + " are there: remove one of them");
        } else if (Files.exists(giveUp)) {
            giveUp(directories, now);
            remove(giveUp);
            return GIVE_UP;
        } else if (Files.exists(keep)) {
            if (Files.exists(directories.snapshots())) {
                new ConflictMark(new RealDirectory(directories.snapshots())).clear();
            }
            LOG.warn("This member votes with its own history again, as {} asks", keep);
            remove(keep);
            return KEEP;
        }
        return NONE;
    }

    private static void giveUp(DataDirectories directories, Instant now) throws IOException {
        if (!Files.exists(directories.snapshots()) || !Files.exists(directories.logs())) {
            return;
        }
        Directory logs = new RealDirectory(directories.logs());
        Directory snapshots = new RealDirectory(directories.snapshots());
        String prefix = ReplacedFiles.prefix(now, logs, snapshots);
        List<String> renamed = new ArrayList<>();
        rename(snapshots, named(snapshots, ZxidName.SNAPSHOT), prefix, renamed);
        rename(logs, named(logs, ZxidName.LOG), prefix, renamed);
        rename(snapshots, MARKS, prefix, renamed);
        LOG.warn(
                "This member has given up its history, as {} asks. Its files are kept under names that begin with {}: {}",
                GIVE_UP_NAME,
                prefix,
                renamed);
    }

    private static List<String> named(Directory directory, String prefix) throws IOException {
        return directory.names().stream()
                .filter(name -> name.startsWith(prefix + "."))
                .toList();
    }

    private static void rename(Directory directory, List<String> names, String prefix, List<String> renamed)
            throws IOException {
        for (String name : names) {
            try {
                directory.rename(name, prefix + name);
                renamed.add(name);
            } catch (NoSuchFileException absent) {
                // Some members do not have this file.
            }
        }
        directory.sync();
    }

    private static void remove(Path file) throws IOException {
        Directory directory = new RealDirectory(file.getParent());
        directory.delete(file.getFileName().toString());
        directory.sync();
    }
}
