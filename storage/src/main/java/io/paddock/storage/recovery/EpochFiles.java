// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.protocol.Zxid;
import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The two epoch numbers a member of an ensemble keeps beside its snapshots. A standalone server neither reads nor writes them.
 *
 * <p>Order matters when an epoch begins: first its history is made durable, then {@link #writeCurrent} is called. A start that finds newer history
 * than the current epoch ended between the two, and finishes that: if the history is of an epoch this member had promised to follow, all of what that
 * epoch began with is there, as nothing of an epoch is written before. ZooKeeper refuses to start then, but for a {@code currentEpoch.tmp} that was
 * about to become the file, which is taken here too.
 */
public final class EpochFiles {
    private static final String ACCEPTED = "acceptedEpoch";
    private static final String CURRENT = "currentEpoch";
    private static final String TEMPORARY_SUFFIX = ".tmp";

    private final Directory directory;

    /**
     * Both numbers.
     *
     * @param accepted the highest epoch this member has promised to follow
     * @param current the epoch of the history it has
     */
    public record Epochs(long accepted, long current) {}

    /** @param snapshots the directory of the snapshots */
    public EpochFiles(Directory snapshots) {
        this.directory = snapshots;
    }

    /**
     * Reads both, writing the file that is missing with the epoch of {@code lastZxid}.
     *
     * @param lastZxid of the recovered tree
     * @throws RecoveryRefused when they contradict it or each other
     */
    public Epochs load(long lastZxid) throws IOException {
        long epoch = Zxid.epochOf(lastZxid);
        long current = readOrWrite(CURRENT, epoch);
        if (epoch > current) {
            current = finishCurrent(current, lastZxid);
        }
        long accepted = readOrWrite(ACCEPTED, epoch);
        if (accepted < current) {
            throw new RecoveryRefused("The accepted epoch, " + Long.toHexString(accepted)
                    + " is less than the current epoch, " + Long.toHexString(current));
        }
        return new Epochs(accepted, current);
    }

    private long finishCurrent(long current, long lastZxid) throws IOException {
        String temporary = CURRENT + TEMPORARY_SUFFIX;
        List<String> names = directory.names();
        long epoch = Zxid.epochOf(lastZxid);
        long finished;
        if (names.contains(ACCEPTED) && epoch <= read(ACCEPTED)) {
            finished = epoch; // Whatever a temporary file says, which may be torn.
        } else if (names.contains(temporary)) {
            finished = read(temporary);
        } else {
            throw new RecoveryRefused(
                    "The current epoch, " + Long.toHexString(current) + ", is older than the last zxid, " + lastZxid);
        }
        write(CURRENT, finished);
        return finished;
    }

    private long readOrWrite(String name, long missing) throws IOException {
        if (directory.names().contains(name)) {
            return read(name);
        }
        write(name, missing);
        return missing;
    }

    private long read(String name) throws IOException {
        Path file = directory.path().resolve(name);
        String line = Files.readString(file, StandardCharsets.ISO_8859_1)
                .lines()
                .findFirst()
                .orElse(null);
        try {
            return Long.parseLong(line);
        } catch (NumberFormatException e) {
            throw new RecoveryRefused("Found " + line + " in " + file, e);
        }
    }

    /** Promises to follow no leader of an epoch below this. Durable on return. */
    public void writeAccepted(long epoch) throws IOException {
        write(ACCEPTED, epoch);
    }

    /** Says that the history up to this epoch's begin is here, which must be durable already. Durable on return. */
    public void writeCurrent(long epoch) throws IOException {
        write(CURRENT, epoch);
    }

    private void write(String name, long epoch) throws IOException {
        String temporary = name + TEMPORARY_SUFFIX;
        try (LogFile file = directory.create(temporary)) {
            file.write(ByteBuffer.wrap(Long.toString(epoch).getBytes(StandardCharsets.US_ASCII)), 0);
            file.sync();
        }
        directory.rename(temporary, name);
        directory.sync();
    }
}
