// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.member;

import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.zab.door.Check;
import io.paddock.zab.door.Effect;
import java.util.List;

/**
 * What this member's disk holds, as far as the disk has reported it. Each write is requested with an effect,
 * and counts once its event arrives. Until then the ledger is {@link #isBusy busy}, and this member must send
 * nothing that relies on the write.
 *
 * <pre>
 *     ... 1_7  1_8  1_9  2_1  2_2  2_3
 *                         ^durable  ^lastLogged      a power cut may lose, tear or keep what is in between
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

    /** @return the last zxid that a power cut could not remove */
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
     * The position by which histories are compared. Ask for it only while the ledger is not busy.
     *
     * <p>A history without any txn counts as one of no epoch, so any other history may replace it. That loses
     * nothing: if a txn had been committed in its epoch, each quorum would have a member that holds it.
     * Ensembles that may be reconfigured are an exception. There each epoch gives a version to the
     * configuration from files, and a txn of an older epoch must not follow it.
     *
     * @return the position of this member's history
     */
    public HistoryPosition standing() {
        return new HistoryPosition(lastLogged == 0 && !emptyHasEpoch ? 0 : currentEpoch, lastLogged);
    }

    /** @return the end of the log, held in memory */
    public RecentProposals recent() {
        return recent;
    }

    /** @return whether the disk has not yet answered every request */
    public boolean isBusy() {
        return isRewriting || durable != lastLogged || savingAcceptedEpoch != NOTHING || savingCurrentEpoch != NOTHING;
    }

    /** Asks the disk to append a txn to the log. */
    public void append(long zxid, Payload txn) {
        Check.that(zxid > lastLogged && !isRewriting, "append behind", zxid, lastLogged);
        lastLogged = zxid;
        recent.add(new LoggedProposal(zxid, txn));
        effects.add(new Effect.Append(zxid, txn));
    }

    /** Asks the disk to truncate the log so that it ends with zxid. */
    public void truncate(long zxid) {
        Check.that(zxid < lastLogged && !isBusy(), "truncate behind", zxid, lastLogged);
        isRewriting = true;
        effects.add(new Effect.Truncate(zxid));
    }

    /**
     * Tells whether a truncation to {@code end} would remove txns of another epoch than that of {@code end}.
     * Txns after {@code end} in its own epoch are from the same leader, and no quorum has acknowledged them.
     * Txns of a later epoch may be a history that other members have agreed on.
     */
    public boolean wouldCutAnotherEpochThan(long end) {
        return end < lastLogged && Zxid.epochOf(end) != Zxid.epochOf(lastLogged);
    }

    /**
     * Asks the disk to replace state and log by the snapshot that a connection brought.
     *
     * @param zxid the zxid that SNAP carried
     */
    public void install(long attempt, long zxid) {
        Check.that(!isBusy(), "install while busy", zxid, lastLogged);
        isRewriting = true;
        effects.add(new Effect.InstallSnapshot(attempt, zxid, !isWithin(zxid)));
    }

    // An epoch has one leader, and its proposals have no holes. So a log that ends in the snapshot's epoch is
    // a part of what the snapshot holds. The same is true of a log that holds that epoch's initial history
    // and nothing more. In any other case the log may have a txn that no other member has.
    private boolean isWithin(long zxid) {
        return lastLogged == 0 || currentEpoch == Zxid.epochOf(zxid) && lastLogged <= zxid;
    }

    /** Asks the disk to save the promise. */
    public void saveAcceptedEpoch(long epoch) {
        Check.that(epoch > acceptedEpoch, "acceptedEpoch goes up", epoch, acceptedEpoch);
        savingAcceptedEpoch = epoch;
        effects.add(new Effect.SaveAcceptedEpoch(epoch));
    }

    /** Asks the disk to save currentEpoch. All of the epoch's initial history is on disk. */
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

    /** The disk reports that the log up to zxid is durable. */
    public void onDurable(long zxid) {
        Check.that(zxid <= lastLogged, "durable before it was appended", zxid, lastLogged);
        durable = Math.max(durable, zxid);
    }

    /** The disk reports that the log now ends with zxid. */
    public void onTruncated(long zxid) {
        isRewriting = false;
        lastLogged = zxid;
        durable = zxid;
        recent.cutAfter(zxid);
    }

    /** The disk reports that it could not truncate the log. */
    public void onCannotTruncate() {
        isRewriting = false;
    }

    /** The disk reports that the snapshot is in force. */
    public void onInstalled(long zxid) {
        isRewriting = false;
        lastLogged = zxid;
        durable = zxid;
        recent.restartAt(zxid);
    }

    /** The disk reports that the promise is saved. */
    public void onAcceptedEpochSaved(long epoch) {
        acceptedEpoch = epoch;
        savingAcceptedEpoch = NOTHING;
    }

    /** The disk reports that currentEpoch is saved. */
    public void onCurrentEpochSaved(long epoch) {
        Check.that(epoch >= Zxid.epochOf(lastLogged), "currentEpoch not below the log's", epoch, lastLogged);
        currentEpoch = epoch;
        savingCurrentEpoch = NOTHING;
    }
}
