// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Event;
import io.paddock.zab.member.DiskState;
import io.paddock.zab.member.LoggedProposal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One member's disk. It works through what it is asked for in order; appends are synced in groups. What is written and not synced may or may not
 * survive a power cut: a prefix of it does. The log keeps what a snapshot has replaced as well, so that histories can be compared from the
 * beginning; {@link #floor} says where the real log would begin.
 */
final class SimDisk {
    private final SplittableRandom random;
    private final List<LoggedProposal> log = new ArrayList<>();
    private final Deque<Effect> queue = new ArrayDeque<>();
    private int synced;
    private int floor;
    private int heldBefore;
    private long baseZxid;
    private long acceptedEpoch;
    private long currentEpoch;
    private List<LoggedProposal> incoming = List.of();
    private boolean failsNext;
    private boolean isWorking;
    private boolean isIncomplete;
    private boolean isInConflict;
    private Old old;
    private EnsembleConfig config;

    SimDisk(SplittableRandom random, EnsembleConfig config) {
        this.random = random;
        this.config = config;
    }

    /** The configuration in force, as far as it was written down. */
    EnsembleConfig config() {
        return config;
    }

    /** Whether it has lost what it once held. */
    boolean isIncomplete() {
        return isIncomplete;
    }

    void setIncomplete(boolean isSo) {
        isIncomplete = isSo;
    }

    /** An operator writes other lines into the file of the members. */
    void lines(EnsembleConfig list) {
        config = list;
    }

    /** Whether an operator has to choose between its history and another one. */
    boolean isInConflict() {
        return isInConflict;
    }

    void setInConflict(boolean isSo) {
        isInConflict = isSo;
    }

    /** Everything is gone, and the member does not know. Its disk may be found again. */
    void loseUnknowingly(int histories) {
        old = new Old(List.copyOf(log), floor, baseZxid, acceptedEpoch, currentEpoch, histories);
        lose();
        isIncomplete = false;
        isInConflict = false;
    }

    /** Whether a disk was lost while the ensemble agreed on an earlier history than the present one. */
    boolean hasOldOf(int historiesNow) {
        return old != null && old.histories < historiesNow;
    }

    /** The disk that was lost is found. */
    void restoreOld() {
        lose();
        isIncomplete = false;
        isInConflict = false;
        log.addAll(old.log);
        synced = log.size();
        floor = old.floor;
        baseZxid = old.baseZxid;
        acceptedEpoch = old.acceptedEpoch;
        currentEpoch = old.currentEpoch;
        old = null;
    }

    /** A disk that was lost stays lost. */
    void forgetOld() {
        old = null;
    }

    /** Whether there is nothing on it, as on a new one. */
    boolean isBlank() {
        return !isIncomplete && lastZxid() == 0 && acceptedEpoch == 0;
    }

    private record Old(
            List<LoggedProposal> log, int floor, long baseZxid, long acceptedEpoch, long currentEpoch, int histories) {}

    /** Everything is gone. The configuration is not: it stands elsewhere. */
    void lose() {
        log.clear();
        synced = 0;
        floor = 0;
        baseZxid = 0;
        acceptedEpoch = 0;
        currentEpoch = 0;
        isIncomplete = true;
    }

    List<LoggedProposal> log() {
        return log;
    }

    int synced() {
        return synced;
    }

    int floor() {
        return floor;
    }

    /** How much of the log a snapshot has replaced: files that are still there, with a hole behind them. */
    int heldBefore() {
        return Math.min(heldBefore, floor);
    }

    boolean isWorking() {
        return isWorking;
    }

    long baseZxid() {
        return baseZxid;
    }

    long acceptedEpoch() {
        return acceptedEpoch;
    }

    long currentEpoch() {
        return currentEpoch;
    }

    void failNext() {
        failsNext = true;
    }

    /** The bytes of a snapshot, ahead of the effect that installs them. */
    void receive(List<LoggedProposal> state) {
        incoming = state;
    }

    void ask(Effect effect, boolean jumpsTheQueue) {
        if (jumpsTheQueue) {
            queue.addFirst(effect);
        } else {
            queue.addLast(effect);
        }
    }

    boolean hasWork() {
        return !queue.isEmpty();
    }

    /** Takes what is next from the queue: all appends up to something else, or one other thing. What is appended is written now. */
    List<Effect> begin() {
        isWorking = true;
        List<Effect> batch = new ArrayList<>();
        while (queue.peekFirst() instanceof Effect.Append append) {
            log.add(new LoggedProposal(append.zxid(), append.txn()));
            batch.add(queue.removeFirst());
        }
        if (batch.isEmpty()) {
            batch.add(queue.removeFirst());
        }
        return batch;
    }

    /** The disk is done with what it began. @return the answer, or null where nobody waits for one */
    Event finish(List<Effect> batch, Sabotage sabotage) {
        isWorking = false;
        if (failsNext) {
            failsNext = false;
            Effect last = batch.get(batch.size() - 1);
            if (sabotage.retriesFailedSyncs() && last instanceof Effect.Append append) {
                return new Event.Durable(append.zxid());
            }
            return new Event.LogFailed("sync failed");
        }
        return carryOut(batch.get(batch.size() - 1), sabotage);
    }

    private Event carryOut(Effect effect, Sabotage sabotage) {
        boolean isForgotten = sabotage.forgets(effect);
        if (effect instanceof Effect.Append append) {
            synced = isForgotten ? synced : log.size();
            return new Event.Durable(append.zxid());
        } else if (effect instanceof Effect.Truncate truncate) {
            return isForgotten ? new Event.Truncated(truncate.zxid()) : truncate(truncate.zxid(), sabotage.leftByCut());
        } else if (effect instanceof Effect.InstallSnapshot install) {
            if (!isForgotten) {
                install(install.zxid(), install.keepsOld());
            }
            return new Event.SnapshotInstalled(install.zxid(), Change.lastIn(log));
        } else if (effect instanceof Effect.SaveAcceptedEpoch save) {
            Violation.unless(save.epoch() >= acceptedEpoch, "epochs go up: acceptedEpoch " + save.epoch());
            acceptedEpoch = isForgotten ? acceptedEpoch : save.epoch();
            return new Event.AcceptedEpochSaved(save.epoch());
        } else if (effect instanceof Effect.SaveCurrentEpoch save) {
            Violation.unless(save.epoch() >= currentEpoch, "epochs go up: currentEpoch " + save.epoch());
            currentEpoch = isForgotten ? currentEpoch : save.epoch();
            return new Event.CurrentEpochSaved(save.epoch());
        }
        if (effect instanceof Effect.Configure configure) {
            config = isForgotten ? config : configure.committed();
            return null;
        }
        throw new IllegalStateException("not for the disk: " + effect);
    }

    private Event truncate(long zxid, int left) {
        int keep = log.size();
        while (keep > floor && log.get(keep - 1).zxid() > zxid) {
            keep--;
        }
        boolean isThere = keep > floor ? log.get(keep - 1).zxid() == zxid : baseZxid == zxid;
        if (!isThere && left == 0) {
            return new Event.CannotTruncate(zxid);
        }
        cutTo(Math.min(log.size(), keep + left));
        return new Event.Truncated(zxid);
    }

    private void install(long zxid, boolean keepsOld) {
        boolean isWithin =
                log.size() <= incoming.size() && incoming.subList(0, log.size()).equals(log);
        Violation.unless(
                isWithin || keepsOld || isIncomplete,
                "no undamaged history is erased: a snapshot replaces " + log.size() + " txns, and contains none");
        heldBefore = log.size();
        log.clear();
        log.addAll(incoming);
        synced = log.size();
        floor = log.size();
        baseZxid = zxid;
    }

    private void cutTo(int size) {
        log.subList(size, log.size()).clear();
        synced = Math.min(synced, size);
    }

    /** A snapshot of everything, and the log behind it purged. */
    void snapshot() {
        baseZxid = lastZxid();
        floor = log.size();
    }

    long lastZxid() {
        return log.size() > floor ? log.get(log.size() - 1).zxid() : baseZxid;
    }

    /** The process is gone. What was still queued never reached the disk; one thing may have been under way. */
    void stop(List<Effect> underWay, boolean isPowerCut, Sabotage sabotage) {
        queue.clear();
        isWorking = false;
        failsNext = false;
        boolean isRewrite = !underWay.isEmpty() && !(underWay.get(0) instanceof Effect.Append);
        if (isRewrite && random.nextBoolean()) {
            carryOut(underWay.get(0), sabotage);
        }
        if (isPowerCut) {
            cutTo(Math.max(Math.min(floor, log.size()), synced + random.nextInt(log.size() - synced + 1)));
        }
        synced = log.size(); // Recovery syncs what it found.
    }

    DiskState state() {
        return new DiskState(lastZxid(), acceptedEpoch, currentEpoch, isIncomplete, false, isInConflict);
    }

    @Override
    public String toString() {
        return log.size() + " txns, last 0x" + Zxid.hex(lastZxid()) + ", acceptedEpoch " + acceptedEpoch
                + ", currentEpoch " + currentEpoch;
    }
}
