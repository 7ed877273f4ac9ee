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
import java.util.ArrayList;
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

    /**
     * What the files say, and what is wrong with that.
     *
     * @param epochs the numbers to go on with
     * @param doubts why this member may have forgotten what it promised or acknowledged; empty when all is well
     * @param stored what has to be written for the files to say the same, null where they do
     * @param garbage files that hold no number
     */
    record Finding(Epochs epochs, List<String> doubts, Epochs stored, List<String> garbage) {}

    /**
     * As {@link #load}, for a member that may start without knowing all: contradictions are told. Changes nothing.
     *
     * @param lastZxid of what was recovered
     */
    Finding examine(long lastZxid) throws IOException {
        long epoch = Zxid.epochOf(lastZxid);
        List<String> doubts = new ArrayList<>();
        List<String> garbage = new ArrayList<>();
        Long accepted = readOrDoubt(ACCEPTED, doubts, garbage);
        Long current = readOrDoubt(CURRENT, doubts, garbage);
        // Whoever writes them for the first time may end between the two.
        long present = accepted != null ? accepted : current != null ? current : epoch;
        if (garbage.isEmpty() && (accepted == null || current == null) && present != epoch) {
            doubts.add("One of " + ACCEPTED + " and " + CURRENT + " is missing from " + directory.path()
                    + ", the other says " + present + " where the last zxid is of epoch " + epoch);
        }
        long promised = accepted != null ? accepted : Math.max(epoch, current == null ? 0 : current);
        long held = current != null ? current : epoch;
        if (Math.max(held, epoch) > promised) {
            doubts.add("The accepted epoch in " + directory.path() + " is " + promised + ", but the current epoch is "
                    + held + " and the last zxid of epoch " + epoch + ": these files do not belong together");
        }
        // Of a history that was promised to be followed all of what the epoch began with is there.
        Epochs epochs = new Epochs(Math.max(promised, Math.max(held, epoch)), Math.max(held, epoch));
        boolean same = accepted != null && current != null && epochs.equals(new Epochs(accepted, current));
        return new Finding(epochs, List.copyOf(doubts), same ? null : epochs, List.copyOf(garbage));
    }

    private Long readOrDoubt(String name, List<String> doubts, List<String> garbage) throws IOException {
        if (!directory.names().contains(name)) {
            return null;
        }
        try {
            return read(name);
        } catch (RecoveryRefused e) {
            doubts.add(e.getMessage());
            garbage.add(name);
            return null;
        }
    }

    /** Writes what {@link #examine} found. Durable on return. A file without a number is kept under another name. */
    void heal(Finding finding) throws IOException {
        for (String name : finding.garbage()) {
            directory.rename(name, SetAside.nameFor(directory, name));
        }
        if (finding.stored() != null) {
            write(ACCEPTED, finding.stored().accepted()); // Never less than the current one, whenever the power goes.
            write(CURRENT, finding.stored().current());
        }
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
