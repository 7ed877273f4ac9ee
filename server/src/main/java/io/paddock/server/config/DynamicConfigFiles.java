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
 * Keeps up with reconfigurations on disk, so that the next start knows the members: {@code zoo.cfg.dynamic.<version>} is who belongs to the
 * ensemble, {@code zoo.cfg.dynamic.next} who was proposed to, and {@code zoo.cfg} points to the former. Where {@code reconfigEnabled} is not set, or
 * there is no file, nothing is written.
 *
 * <p>Unlike ZooKeeper's, a {@code zoo.cfg} that has been rewritten keeps its comments and its order. A failure is logged and the server goes on:
 * it learns who is a member from the others at the next start, if one of those it knew still is.
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
            // The last moment that zoo.cfg is as somebody wrote it.
            attempt(DynamicFileNames.backup(this.config), this::backUp);
        }
    }

    /** For a server that starts: a {@code zoo.cfg} that is going to be rewritten is copied to {@code zoo.cfg.bak}. */
    public static DynamicConfigFiles of(Ensemble ensemble) {
        Path file = ensemble.configFile().orElse(Path.of("zoo.cfg")).toAbsolutePath();
        return new DynamicConfigFiles(ensemble, file, new RealDirectory(file.getParent()));
    }

    /** What was proposed and not yet committed. Nothing is done for what is no newer than what is in force. */
    public void lastSeen(EnsembleConfig proposed) {
        if (enabled && proposed.version() > committedVersion && proposed.version() != lastSeenVersion) {
            Path next = DynamicFileNames.next(config);
            if (attempt(next, () -> write(next, sorted(proposed.text())))) {
                lastSeenVersion = proposed.version();
            }
        }
    }

    /** What is in force from now on. */
    public void committed(EnsembleConfig inForce) {
        if (!enabled || inForce.version() <= committedVersion) {
            return;
        }
        Path members = DynamicFileNames.committed(config, inForce.version());
        // In this order: zoo.cfg never points to a file that is not there.
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

    /** Lines as ZooKeeper writes them to a file: sorted, the last one without an end. */
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
            // zoo.cfg may hold secrets: whoever could not read it cannot read what is made of it.
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
