// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.LogFile;
import io.paddock.storage.disk.ZxidName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The marker file that puts a received snapshot in force. It names the snapshot, and every file that the
 * snapshot replaces.
 *
 * @param snapshot the name that the snapshot gets after all files of the old history are gone
 * @param snapshots the old snapshots
 * @param logs the old log files
 * @param keptAs the prefix for the names of the old files, which are kept; empty if they are deleted
 */
record InstallationMarker(
        String snapshot, Map<String, FilePrint> snapshots, Map<String, FilePrint> logs, String keptAs) {
    /** A ZooKeeper server ignores this file. */
    static final String NAME = "installing";

    private static final String TITLE = "A snapshot from another member is replacing these files";
    private static final String END = "end";

    /** Lists the files that exist now. */
    static InstallationMarker of(String snapshot, Directory logs, Directory snapshots, String keptAs)
            throws IOException {
        return new InstallationMarker(
                snapshot, prints(snapshots, ZxidName.SNAPSHOT), prints(logs, ZxidName.LOG), keptAs);
    }

    private static Map<String, FilePrint> prints(Directory directory, String prefix) throws IOException {
        Map<String, FilePrint> prints = new TreeMap<>();
        for (ZxidName file : ZxidName.ascending(directory.names(), prefix)) {
            prints.put(file.name(), FilePrint.of(directory.path().resolve(file.name())));
        }
        return prints;
    }

    /**
     * @return the temporary name of the snapshot. Without a marker, a start deletes it like any other
     *   leftover
     */
    String staged() {
        return staged(snapshot);
    }

    static String staged(String snapshot) {
        return ZxidName.TEMPORARY_PREFIX + "installed-" + snapshot;
    }

    /**
     * Returns whether nothing has changed in the directories except that listed files were removed. After any
     * other change, another server ran here meanwhile and continued the old history.
     */
    boolean describes(Directory logs, Directory snapshots) throws IOException {
        return snapshotsAre(prints(snapshots, ZxidName.SNAPSHOT)) && logsAre(prints(logs, ZxidName.LOG));
    }

    private boolean snapshotsAre(Map<String, FilePrint> present) {
        return snapshots.entrySet().containsAll(present.entrySet());
    }

    private boolean logsAre(Map<String, FilePrint> present) {
        return logs.entrySet().containsAll(present.entrySet());
    }

    /** Writes the marker. After a power cut either all of it is there or nothing. Durable on return. */
    void write(Directory directory) throws IOException {
        StringBuilder text = new StringBuilder(TITLE).append('\n');
        text.append(snapshot).append('\n');
        append(text, snapshots);
        append(text, logs);
        text.append(END).append('\n');
        text.append(keptAs).append('\n');
        String temporary = ZxidName.TEMPORARY_PREFIX + NAME;
        try (LogFile file = directory.create(temporary)) {
            file.write(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)), 0);
            file.sync();
        }
        directory.rename(temporary, NAME);
        directory.sync();
    }

    private static void append(StringBuilder text, Map<String, FilePrint> files) {
        text.append(files.size()).append('\n');
        files.forEach((name, print) -> text.append(print.bytes())
                .append(' ')
                .append(print.checksum())
                .append(' ')
                .append(name)
                .append('\n'));
    }

    /** @return null when Paddock did not write the file, or when it is damaged */
    static InstallationMarker read(Directory directory) throws IOException {
        byte[] bytes = Files.readAllBytes(directory.path().resolve(NAME));
        List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        try {
            int files = 2;
            Map<String, FilePrint> snapshots = parse(lines, files);
            files += 1 + snapshots.size();
            Map<String, FilePrint> logs = parse(lines, files);
            files += 1 + logs.size();
            boolean whole = lines.get(0).equals(TITLE) && lines.get(files).equals(END);
            // The first releases wrote nothing after the end, and kept no old files.
            String keptAs = lines.size() > files + 1 ? lines.get(files + 1) : "";
            return whole ? new InstallationMarker(lines.get(1), snapshots, logs, keptAs) : null;
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            return null;
        }
    }

    private static Map<String, FilePrint> parse(List<String> lines, int from) {
        Map<String, FilePrint> files = new TreeMap<>();
        int count = Integer.parseInt(lines.get(from));
        for (String line : lines.subList(from + 1, from + 1 + count)) {
            String[] words = line.split(" ", 3);
            files.put(words[2], new FilePrint(Long.parseLong(words[0]), Long.parseLong(words[1])));
        }
        return files;
    }
}
