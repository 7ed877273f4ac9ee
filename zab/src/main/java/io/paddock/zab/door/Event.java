// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.door;

import io.paddock.protocol.Payload;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.protocol.quorum.Notification;

/**
 * Everything that can happen to a member. The core learns about the outside world, and about the time, only
 * from events.
 */
public sealed interface Event {
    /** Calls the handler's method for this kind of event. */
    void dispatch(Handler handler);

    /**
     * Time has passed. The process posts it at least four times in a tickTime while the member serves, and
     * ten times while it does not serve yet.
     *
     * @param nowMillis the time of a monotonic clock
     */
    record Tick(long nowMillis) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onTick(this);
        }
    }

    /**
     * A vote came in on the election port.
     *
     * @param from the sender's server id, as its initial message gave it
     */
    record Notified(long from, Notification vote) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onNotified(this);
        }
    }

    /**
     * A learner that connected to this member sent a message.
     *
     * @param link the number of the connection; it is never used for another connection
     */
    record LearnerSaid(long link, LearnerMessage message) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onLearnerSaid(this);
        }
    }

    /** The connection to a learner is closed, by either side. No event with this link follows. */
    record LearnerGone(long link) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onLearnerGone(this);
        }
    }

    /** The connection that {@link Effect.Connect} asked for is open, and authentication has succeeded. */
    record LeaderConnected(long attempt) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onLeaderConnected(this);
        }
    }

    /**
     * The leader sent a message. A SNAP is reported once all bytes of the snapshot have arrived and its
     * signature is correct.
     */
    record LeaderSaid(long attempt, LeaderMessage message) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onLeaderSaid(this);
        }
    }

    /** Bytes of a snapshot are arriving. No message is complete yet, but the leader is alive. */
    record LeaderHeard(long attempt) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onLeaderHeard(this);
        }
    }

    /** The connection to the leader could not be opened, or is closed. */
    record LeaderGone(long attempt) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onLeaderGone(this);
        }
    }

    /**
     * The log up to zxid would survive a power cut. Only the log thread (in a simulation, the simulated disk)
     * may report this, in the order of the appends.
     */
    record Durable(long zxid) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onDurable(this);
        }
    }

    /** The log now ends with zxid, durably. */
    record Truncated(long zxid) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onTruncated(this);
        }
    }

    /**
     * The log was not changed: it has no record with the zxid at which to truncate, or a snapshot is newer.
     */
    record CannotTruncate(long zxid) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onCannotTruncate(this);
        }
    }

    /**
     * The snapshot is in force, durably, and the old log is gone.
     *
     * @param config the ensemble's configuration according to the snapshot ({@code /zookeeper/config}); null
     *     when the snapshot has none
     */
    record SnapshotInstalled(long zxid, EnsembleConfig config) implements Event {
        /** An installed snapshot without a configuration. */
        public SnapshotInstalled(long zxid) {
            this(zxid, null);
        }

        @Override
        public void dispatch(Handler handler) {
            handler.onSnapshotInstalled(this);
        }
    }

    /** The promise (the accepted epoch) would survive a power cut. */
    record AcceptedEpochSaved(long epoch) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onAcceptedEpochSaved(this);
        }
    }

    /** The current epoch, whose initial history this member holds, would survive a power cut. */
    record CurrentEpochSaved(long epoch) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onCurrentEpochSaved(this);
        }
    }

    /**
     * The disk failed. Everything that was not yet durable is lost. The process must build the member again
     * from what the disk holds.
     */
    record LogFailed(String why) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onLogFailed(this);
        }
    }

    /** The answer to {@link Effect.Locate}. */
    record Located(long link, LogSpot spot) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onLocated(this);
        }
    }

    /**
     * The leader's prepare stage made a txn. A reconfiguration is submitted in the same way. The core
     * recognises it by the type of the txn.
     *
     * <p>Before the process submits a reconfiguration, three conditions must hold. No other one is on its
     * way: {@code PeerCore.lastSeen} is not newer than {@code PeerCore.committed}. Its configuration's
     * version is its own zxid. And {@code PeerCore.isReadyFor} should hold, because otherwise the leader may
     * lose its quorum.
     *
     * @param zxid the zxid after the last submitted one. The first zxid of an epoch may have any counter.
     *     That counter is 1, except in tests of the last zxid of an epoch
     */
    record Submitted(long zxid, Payload txn) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onSubmitted(this);
        }
    }

    /**
     * A client of this member asks for something that only the leader may decide: a write, a sync or the
     * revalidation of a session.
     */
    record Forwarded(LearnerMessage message) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onForwarded(this);
        }
    }

    /**
     * A learner's sync has passed the prepare stage. The leader answers it once everything proposed until now
     * is committed.
     */
    record SyncAsked(long link) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onSyncAsked(this);
        }
    }

    /** This member must give up its role and look for a leader again. */
    record Resign(String why) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onResign(this);
        }
    }

    /**
     * This member must not lead any longer. A leader commits what it has proposed and then leaves. It then
     * votes for the follower whose history is the longest. The process must submit nothing new after this
     * event. A member that does not lead has nothing to hand over.
     *
     * <p>A leader that is about to be stopped hands over only if the remaining members are a quorum.
     * Otherwise it looks for no leader: it takes no part any more, and later events have no effect. The
     * process may end once {@link Effect.Become} reports this, or reports that the member follows or leads
     * again. The process may also end after the time that the operator allows for stopping.
     *
     * @param isStopping whether this member is about to be stopped
     */
    record HandOver(String why, boolean isStopping) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onHandOver(this);
        }
    }

    /**
     * This member's history cannot be trusted any more. Either the tree's digest differs from the one in the
     * leader's txns, or the disk returned other bytes than were written. The member asks its leader for a
     * whole snapshot, and does not vote until it serves again. The process that posts this event must
     * remember it over restarts until then, as {@link io.paddock.zab.member.DiskState#isIncomplete}.
     */
    record HistoryDoubted(String why) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onHistoryDoubted(this);
        }
    }

    /**
     * No process listens on the election port of that member. Its process has ended, so waiting for its vote
     * is of no use.
     */
    record Unreachable(long sid) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onUnreachable(this);
        }
    }

    /** One method for each kind of event: a new event does not compile until the core handles it. */
    interface Handler {
        void onTick(Tick event);

        void onNotified(Notified event);

        void onLearnerSaid(LearnerSaid event);

        void onLearnerGone(LearnerGone event);

        void onLeaderConnected(LeaderConnected event);

        void onLeaderSaid(LeaderSaid event);

        void onLeaderHeard(LeaderHeard event);

        void onLeaderGone(LeaderGone event);

        void onDurable(Durable event);

        void onTruncated(Truncated event);

        void onCannotTruncate(CannotTruncate event);

        void onSnapshotInstalled(SnapshotInstalled event);

        void onAcceptedEpochSaved(AcceptedEpochSaved event);

        void onCurrentEpochSaved(CurrentEpochSaved event);

        void onLogFailed(LogFailed event);

        void onLocated(Located event);

        void onSubmitted(Submitted event);

        void onForwarded(Forwarded event);

        void onSyncAsked(SyncAsked event);

        void onResign(Resign event);

        void onHandOver(HandOver event);

        void onHistoryDoubted(HistoryDoubted event);

        void onUnreachable(Unreachable event);
    }
}
