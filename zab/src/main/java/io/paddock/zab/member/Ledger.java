// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.member;

import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.zab.door.Check;
import io.paddock.zab.door.Effect;
import java.util.List;

/**
 * What our disk holds, as far as it has told us. Every write is asked for with an effect and counts once its event is back; until then
 * the ledger is {@link #isBusy busy}, and nothing that relies on the write may be said to anybody.
 *
 * <pre>
 *     ... 1_7  1_8  1_9  2_1  2_2  2_3
 *                         ^durable  ^lastLogged      what is in between may be lost, torn or kept by a power cut
 * </pre>
 */
public final class Ledger {
    private static final long NOTHING = -1;

    private final List<Effect> effects;
    private final RecentProposals recent;
    private final boolean emptyHasEpoch;
    private long lastLogged;
    private long durable;
    private long acceptedEpoch;
    private long currentEpoch;
    private long savingAcceptedEpoch = NOTHING;
    private long savingCurrentEpoch = NOTHING;
    private boolean isRewriting;

    /** @param emptyHasEpoch whether a history without txns has an epoch, see {@link #standing} */
    Ledger(DiskState disk, int recentMax, boolean emptyHasEpoch, List<Effect> effects) {
        this.effects = effects;
        this.emptyHasEpoch = emptyHasEpoch;
        this.lastLogged = disk.lastZxid();
        this.durable = disk.lastZxid();
        this.acceptedEpoch = disk.acceptedEpoch();
        this.currentEpoch = disk.currentEpoch();
        this.recent = new RecentProposals(disk.lastZxid(), recentMax);
    }

    /** @return the last zxid in the log; equal to {@link #durable} unless busy */
    public long lastLogged() {
        return lastLogged;
    }

    /** @return the last zxid that a power cut could not take away */
    public long durable() {
        return durable;
    }

    /** @return the highest epoch promised */
    public long acceptedEpoch() {
        return acceptedEpoch;
    }

    /** @return the newest epoch whose initial history is held */
    public long currentEpoch() {
        return currentEpoch;
    }

    /**
     * A history without any txn counts as one of no epoch. Nothing is lost when another one takes its place: had anything been committed in
     * its epoch, each quorum would have a member that holds it. But where an ensemble may be reconfigured, each epoch gives a version to the
     * configuration from files, which a txn of an older epoch must not follow.
     *
     * @return what decides whether our history is the newest; ask only while not busy
     */
    public HistoryPosition standing() {
        return new HistoryPosition(lastLogged == 0 && !emptyHasEpoch ? 0 : currentEpoch, lastLogged);
    }

    /** @return the end of the log, in memory */
    public RecentProposals recent() {
        return recent;
    }

    /** @return whether the disk still owes us an answer */
    public boolean isBusy() {
        return isRewriting || durable != lastLogged || savingAcceptedEpoch != NOTHING || savingCurrentEpoch != NOTHING;
    }

    /** Asks for a txn to be written behind the log. */
    public void append(long zxid, Payload txn) {
        Check.that(zxid > lastLogged && !isRewriting, "append behind", zxid, lastLogged);
        lastLogged = zxid;
        recent.add(new LoggedProposal(zxid, txn));
        effects.add(new Effect.Append(zxid, txn));
    }

    /** Asks for the log to end with zxid. */
    public void truncate(long zxid) {
        Check.that(zxid < lastLogged && !isBusy(), "truncate behind", zxid, lastLogged);
        isRewriting = true;
        effects.add(new Effect.Truncate(zxid));
    }

    /**
     * Whether a cut behind {@code end} would take away txns of another epoch than the one that {@code end} is in. What is behind {@code end} in its own
     * epoch is from the same leader, and no quorum has acked it. What is of a later epoch may be a history that others have agreed on.
     */
    public boolean wouldCutAnotherEpochThan(long end) {
        return end < lastLogged && Zxid.epochOf(end) != Zxid.epochOf(lastLogged);
    }

    /** Asks for the snapshot a connection brought to replace state and log. @param zxid what SNAP carried */
    public void install(long attempt, long zxid) {
        Check.that(!isBusy(), "install while busy", zxid, lastLogged);
        isRewriting = true;
        effects.add(new Effect.InstallSnapshot(attempt, zxid, !isWithin(zxid)));
    }

    // An epoch has one leader, and its proposals have no holes. So a log that ends in the epoch of the snapshot, or
    // holds that epoch's initial
    // history and nothing more, is a part of what the snapshot holds. In any other case it may have a txn that nobody
    // else has.
    private boolean isWithin(long zxid) {
        return lastLogged == 0 || currentEpoch == Zxid.epochOf(zxid) && lastLogged <= zxid;
    }

    /** Asks for the promise to be saved. */
    public void saveAcceptedEpoch(long epoch) {
        Check.that(epoch > acceptedEpoch, "acceptedEpoch goes up", epoch, acceptedEpoch);
        savingAcceptedEpoch = epoch;
        effects.add(new Effect.SaveAcceptedEpoch(epoch));
    }

    /** Asks for currentEpoch to be saved: all of the epoch's initial history is on disk. */
    public void saveCurrentEpoch(long epoch) {
        Check.that(durable == lastLogged && !isRewriting, "history before epoch", durable, lastLogged);
        Check.that(
                epoch >= currentEpoch && epoch <= acceptedEpoch,
                "currentEpoch after the promise",
                epoch,
                acceptedEpoch);
        savingCurrentEpoch = epoch;
        effects.add(new Effect.SaveCurrentEpoch(epoch));
    }

    /** The disk says: durable up to zxid. */
    public void onDurable(long zxid) {
        Check.that(zxid <= lastLogged, "durable before it was appended", zxid, lastLogged);
        durable = Math.max(durable, zxid);
    }

    /** The disk says: the log ends with zxid. */
    public void onTruncated(long zxid) {
        isRewriting = false;
        lastLogged = zxid;
        durable = zxid;
        recent.cutAfter(zxid);
    }

    /** The disk says: nothing was cut. */
    public void onCannotTruncate() {
        isRewriting = false;
    }

    /** The disk says: the snapshot is in force. */
    public void onInstalled(long zxid) {
        isRewriting = false;
        lastLogged = zxid;
        durable = zxid;
        recent.restartAt(zxid);
    }

    /** The disk says: the promise is kept. */
    public void onAcceptedEpochSaved(long epoch) {
        acceptedEpoch = epoch;
        savingAcceptedEpoch = NOTHING;
    }

    /** The disk says: the epoch is kept. */
    public void onCurrentEpochSaved(long epoch) {
        Check.that(epoch >= Zxid.epochOf(lastLogged), "currentEpoch not below the log's", epoch, lastLogged);
        currentEpoch = epoch;
        savingCurrentEpoch = NOTHING;
    }
}
