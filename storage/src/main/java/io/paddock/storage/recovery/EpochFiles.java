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
 * The two epoch numbers that a member of an ensemble keeps beside its snapshots. A standalone server neither
 * reads nor writes them.
 *
 * <p>When an epoch begins, the member first makes the epoch's initial history durable, and then calls {@link
 * #writeCurrent}. A process that ends between the two leaves a history that is newer than the current epoch.
 * The next start finishes that step if this member had promised to follow the epoch of that history. The
 * history then contains the whole initial history of the epoch, because no txn of an epoch is written before
 * it. ZooKeeper refuses to start in this state, unless a file {@code currentEpoch.tmp} was about to become
 * {@code currentEpoch}. This class uses such a file too.
 */
public final class EpochFiles {
    private static final String ACCEPTED = "acceptedEpoch";
    private static final String CURRENT = "currentEpoch";
    private static final String TEMPORARY_SUFFIX = ".tmp";

    private final Directory directory;

    /**
     * Both numbers.
     *
     * @param accepted the highest epoch that this member has promised to follow
     * @param current the epoch of the history that this member has
     */
    public record Epochs(long accepted, long current) {}

    /** @param snapshots the directory of the snapshots */
    public EpochFiles(Directory snapshots) {
        this.directory = snapshots;
    }

    /**
     * Reads both files. A missing file is written with the epoch of {@code lastZxid}.
     *
     * @param lastZxid of the recovered tree
     * @throws RecoveryRefused when the files contradict the tree or each other
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
     * What the files say, and what is wrong with it.
     *
     * @param epochs the numbers that the member continues with
     * @param doubts why this member may have forgotten what it promised or acknowledged; empty when nothing
     *   is wrong
     * @param stored the numbers to write so that the files agree with {@code epochs}; null when they agree
     *   already
     * @param garbage files that hold no number
     */
    record Finding(Epochs epochs, List<String> doubts, Epochs stored, List<String> garbage) {}

    /**
     * Does the same as {@link #load} for a member that may start with incomplete data: it reports
     * contradictions instead of refusing them. Changes nothing.
     *
     * @param lastZxid of the recovered tree
     */
    Finding examine(long lastZxid) throws IOException {
        long epoch = Zxid.epochOf(lastZxid);
        List<String> doubts = new ArrayList<>();
        List<String> garbage = new ArrayList<>();
        Long accepted = readOrDoubt(ACCEPTED, doubts, garbage);
        Long current = readOrDoubt(CURRENT, doubts, garbage);
        // A process that writes both files for the first time may end between the two.
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
        // The member had promised to follow the epoch of its history, so it has the whole initial history of
        // that epoch.
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

    /**
     * Writes what {@link #examine} found. Durable on return. A file without a number gets another name and is
     * kept.
     */
    void heal(Finding finding) throws IOException {
        for (String name : finding.garbage()) {
            directory.rename(name, SetAside.nameFor(directory, name));
        }
        if (finding.stored() != null) {
            // This order keeps the accepted epoch at or above the current one, also after a power cut between
            // the two writes.
            write(ACCEPTED, finding.stored().accepted());
            write(CURRENT, finding.stored().current());
        }
    }

    private long finishCurrent(long current, long lastZxid) throws IOException {
        String temporary = CURRENT + TEMPORARY_SUFFIX;
        List<String> names = directory.names();
        long epoch = Zxid.epochOf(lastZxid);
        long finished;
        if (names.contains(ACCEPTED) && epoch <= read(ACCEPTED)) {
            finished = epoch; // A temporary file does not matter here: it may be torn.
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

    /** Records the promise to follow no leader of an epoch below this one. Durable on return. */
    public void writeAccepted(long epoch) throws IOException {
        write(ACCEPTED, epoch);
    }

    /**
     * Records that the initial history of this epoch is here. That history must be durable already. Durable
     * on return.
     */
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
