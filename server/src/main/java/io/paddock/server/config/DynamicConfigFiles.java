// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.EnsembleMember;
import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.LogFile;
import io.paddock.storage.disk.RealDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes reconfigurations to disk, so that the next start knows the members.
 * {@code zoo.cfg.dynamic.<version>} holds the members in force, and {@code zoo.cfg} points to it.
 * {@code zoo.cfg.dynamic.next} holds the members that were proposed. Nothing is written if
 * {@code reconfigEnabled} is not set, or if there is no file.
 *
 * <p>Unlike in ZooKeeper, a rewritten {@code zoo.cfg} keeps its comments and its order. A failure is logged
 * and the server continues. At its next start it learns the members from the others, if one of those it knew
 * is still a member.
 *
 * <p>Blocks for the disk; one thread at a time.
 */
public final class DynamicConfigFiles {
    private static final Logger LOG = LoggerFactory.getLogger(DynamicConfigFiles.class);
    private static final String TEMPORARY_SUFFIX = ".tmp";

    private final long sid;
    private final Path config;
    private final Directory directory;
    private final boolean enabled;
    private long committedVersion;
    private long lastSeenVersion;

    DynamicConfigFiles(Ensemble ensemble, Path config, Directory directory) {
        this.sid = ensemble.sid();
        this.config = config.toAbsolutePath();
        this.directory = directory;
        this.enabled = ensemble.distributed()
                && ensemble.reconfigEnabled()
                && ensemble.configFile().isPresent();
        this.committedVersion = ensemble.membersApart() ? ensemble.committed().version() : 0;
        this.lastSeenVersion = ensemble.lastSeen().version();
        if (enabled && !ensemble.membersApart()) {
            // Later, zoo.cfg will no longer be as the operator wrote it.
            attempt(DynamicFileNames.backup(this.config), this::backUp);
        }
    }

    /**
     * Creates this for a server that starts. A {@code zoo.cfg} that will be rewritten is copied to
     * {@code zoo.cfg.bak}.
     */
    public static DynamicConfigFiles of(Ensemble ensemble) {
        Path file = ensemble.configFile().orElse(Path.of("zoo.cfg")).toAbsolutePath();
        return new DynamicConfigFiles(ensemble, file, new RealDirectory(file.getParent()));
    }

    /**
     * Stores a configuration that was proposed and is not committed yet. Does nothing if it is not newer than
     * the one in force.
     */
    public void lastSeen(EnsembleConfig proposed) {
        if (enabled && proposed.version() > committedVersion && proposed.version() != lastSeenVersion) {
            Path next = DynamicFileNames.next(config);
            if (attempt(next, () -> write(next, sorted(proposed.text())))) {
                lastSeenVersion = proposed.version();
            }
        }
    }

    /** Stores the configuration that is in force from now on. */
    public void committed(EnsembleConfig inForce) {
        if (!enabled || inForce.version() <= committedVersion) {
            return;
        }
        Path members = DynamicFileNames.committed(config, inForce.version());
        // This order ensures that zoo.cfg never points to a missing file.
        if (attempt(members, () -> write(members, memberLines(inForce)))
                && attempt(config, () -> pointTo(members, inForce))) {
            committedVersion = inForce.version();
        }
        if (lastSeenVersion <= inForce.version()) {
            Path next = DynamicFileNames.next(config);
            attempt(next, () -> remove(next));
        }
    }

    private static String memberLines(EnsembleConfig config) {
        String text = config.text();
        return sorted(text.substring(0, text.lastIndexOf('\n')));
    }

    /** Sorts the lines as ZooKeeper does. The last line has no newline. */
    private static String sorted(String text) {
        return text.lines().sorted().collect(Collectors.joining("\n"));
    }

    private void pointTo(Path members, EnsembleConfig inForce) throws IOException {
        String before = Files.readString(config, StandardCharsets.ISO_8859_1);
        EnsembleMember self = inForce.members().get(sid);
        boolean portMoved = self != null && self.client().isPresent();
        write(config, StaticConfigText.pointingTo(members, before, portMoved));
    }

    private void backUp() throws IOException {
        write(DynamicFileNames.backup(config), Files.readString(config, StandardCharsets.ISO_8859_1));
    }

    private void remove(Path file) throws IOException {
        try {
            directory.delete(file.getFileName().toString());
            directory.sync();
        } catch (NoSuchFileException e) {
            LOG.debug("No {}: nothing was proposed that it had to hold", file, e);
        }
    }

    private void write(Path file, String text) throws IOException {
        String name = file.getFileName().toString();
        String temporary = name + TEMPORARY_SUFFIX;
        try (LogFile out = directory.create(temporary)) {
            // zoo.cfg may hold secrets: a user that cannot read it must not be able to read its copies.
            keepPermissions(directory.path().resolve(temporary));
            out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), 0);
            out.sync();
        }
        directory.rename(temporary, name);
        directory.sync();
    }

    private void keepPermissions(Path file) throws IOException {
        if (Files.getFileStore(config).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, Files.getPosixFilePermissions(config));
        }
    }

    private static boolean attempt(Path file, FileWork work) {
        try {
            work.run();
            return true;
        } catch (IOException e) {
            LOG.error(
                    "Cannot update {}: after a restart this server may look for its ensemble where it used to be",
                    file,
                    e);
            return false;
        }
    }

    @FunctionalInterface
    private interface FileWork {
        void run() throws IOException;
    }
}
