// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.disk.Directory;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Whole histories that were replaced by another one. Their files are kept under other names, such as {@code
 * replaced-TIME-log.1}, and no server reads them. Files with the same time belong to one history. At most the
 * newest {@link #HISTORIES_MAX} histories are kept, each for {@link #KEPT_FOR}. The newest is kept until
 * another history is replaced.
 */
public final class ReplacedFiles {
    /** How many histories are kept at most. */
    public static final int HISTORIES_MAX = 5;

    /** How long a history is kept if it is not the newest. */
    public static final Duration KEPT_FOR = Duration.ofDays(30);

    private static final String PREFIX = "replaced-";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");
    private static final int TIME_LENGTH = "20260101T000000Z".length();

    private ReplacedFiles() {}

    /**
     * @return the prefix for the file names of a history that is replaced now; it is free in both directories
     */
    static String prefix(Instant now, Directory logs, Directory snapshots) throws IOException {
        TreeSet<String> taken = times(logs, snapshots);
        LocalDateTime time = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
        while (taken.contains(TIME.format(time))) {
            time = time.plusSeconds(1);
        }
        return PREFIX + TIME.format(time) + "-";
    }

    private static TreeSet<String> times(Directory logs, Directory snapshots) throws IOException {
        List<String> names = new ArrayList<>(logs.names());
        names.addAll(snapshots.names());
        TreeSet<String> times = new TreeSet<>();
        names.stream()
                .filter(name -> name.startsWith(PREFIX) && name.length() > PREFIX.length() + TIME_LENGTH)
                .map(name -> name.substring(PREFIX.length(), PREFIX.length() + TIME_LENGTH))
                .filter(ReplacedFiles::isTime)
                .forEach(times::add);
        return times;
    }

    private static boolean isTime(String text) {
        try {
            return TIME.parse(text) != null;
        } catch (DateTimeException notOurs) {
            return false;
        }
    }

    /**
     * Deletes the histories that are too many, or too old.
     *
     * @return the names of the deleted files
     */
    public static List<String> limit(Instant now, Directory logs, Directory snapshots) throws IOException {
        List<String> newestFirst = List.copyOf(times(logs, snapshots).descendingSet());
        String oldest = TIME.format(LocalDateTime.ofInstant(now.minus(KEPT_FOR), ZoneOffset.UTC));
        List<String> deleted = new ArrayList<>();
        for (int i = 1; i < newestFirst.size(); i++) {
            if (i >= HISTORIES_MAX || newestFirst.get(i).compareTo(oldest) < 0) {
                delete(PREFIX + newestFirst.get(i) + "-", logs, deleted);
                delete(PREFIX + newestFirst.get(i) + "-", snapshots, deleted);
            }
        }
        return deleted;
    }

    private static void delete(String prefix, Directory directory, List<String> deleted) throws IOException {
        for (String name : directory.names()) {
            if (name.startsWith(prefix)) {
                try {
                    directory.delete(name);
                    deleted.add(name);
                } catch (NoSuchFileException alreadyGone) {
                    // Logs and snapshots may be in the same directory, or an operator has deleted the file.
                }
            }
        }
    }
}
