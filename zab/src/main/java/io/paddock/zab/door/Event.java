// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.door;

import io.paddock.protocol.Payload;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.protocol.quorum.Notification;

/** All that can happen to a member. The core learns of the world, and of the time, only from these. */
public sealed interface Event {
    /** Hands this to the method for its kind. */
    void dispatch(Handler handler);

    /** Time has passed. Four times in a tickTime is enough for a member that serves, ten times for one that does not yet. @param nowMillis of a monotonic clock */
    record Tick(long nowMillis) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onTick(this);
        }
    }

    /** A vote came in on the election port. @param from the sender's server id, as its initial message had it */
    record Notified(long from, Notification vote) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onNotified(this);
        }
    }

    /** A learner that dialled us said something. @param link names the connection; never used for another one */
    record LearnerSaid(long link, LearnerMessage message) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onLearnerSaid(this);
        }
    }

    /** That connection is closed, by whomever. Nothing of it comes after this. */
    record LearnerGone(long link) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onLearnerGone(this);
        }
    }

    /** The connection asked for by {@link Effect.Connect} stands, authentication included. */
    record LeaderConnected(long attempt) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onLeaderConnected(this);
        }
    }

    /** The leader said something. A SNAP is told once its bytes have all arrived and their signature is right. */
    record LeaderSaid(long attempt, LeaderMessage message) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onLeaderSaid(this);
        }
    }

    /** Bytes of a snapshot are arriving: no message yet, but the leader is alive. */
    record LeaderHeard(long attempt) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onLeaderHeard(this);
        }
    }

    /** The connection could not be made, or is closed. */
    record LeaderGone(long attempt) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onLeaderGone(this);
        }
    }

    /** The log up to zxid would survive a power cut. Only whoever writes the log may say so, and in the order of the appends. */
    record Durable(long zxid) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onDurable(this);
        }
    }

    /** The log ends with zxid now, durably. */
    record Truncated(long zxid) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onTruncated(this);
        }
    }

    /** The log was left as it is: it has no record with the zxid to be cut at, or a snapshot is newer. */
    record CannotTruncate(long zxid) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onCannotTruncate(this);
        }
    }

    /**
     * The snapshot is in force, durably, and the log behind it is gone.
     *
     * @param config what the snapshot says who belongs to the ensemble ({@code /zookeeper/config}); null when it says nothing
     */
    record SnapshotInstalled(long zxid, EnsembleConfig config) implements Event {
        /** One that says nothing about the ensemble. */
        public SnapshotInstalled(long zxid) {
            this(zxid, null);
        }

        @Override
        public void dispatch(Handler handler) {
            handler.onSnapshotInstalled(this);
        }
    }

    /** The promise would survive a power cut. */
    record AcceptedEpochSaved(long epoch) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onAcceptedEpochSaved(this);
        }
    }

    /** The epoch whose initial history is held would survive a power cut. */
    record CurrentEpochSaved(long epoch) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onCurrentEpochSaved(this);
        }
    }

    /** The disk failed. What was not yet durable is lost; the member must be built anew from what the disk holds. */
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
     * The leader's prepare stage made a txn. A reconfiguration is one like any other: that its type says so is enough. There must be no
     * other on its way ({@code PeerCore.lastSeen} is newer than {@code PeerCore.committed} then), its configuration's version must be
     * its own zxid, and {@code PeerCore.isReadyFor} should hold, or the leader may lose its quorum over it.
     *
     * @param zxid the one after the last submitted; the first of an epoch may be any, and is 1 but in tests of what happens at the last
     */
    record Submitted(long zxid, Payload txn) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onSubmitted(this);
        }
    }

    /** A client of ours asks what only the leader may decide: a write, a sync, the revalidation of a session. */
    record Forwarded(LearnerMessage message) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onForwarded(this);
        }
    }

    /** A learner's sync has passed the prepare stage: answer it once everything proposed so far is committed. */
    record SyncAsked(long link) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onSyncAsked(this);
        }
    }

    /** Give up what you are and look for a leader anew. */
    record Resign(String why) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onResign(this);
        }
    }

    /**
     * This member is to lead no more. A leader commits what it has proposed, then leaves, and votes for the follower that is furthest. Submit
     * nothing new behind this. Nobody else has anything to hand over.
     *
     * <p>A member that is about to be stopped hands over only where those that stay are a quorum. Else it looks for no leader: it takes no part
     * any more, and no event has an effect. It may be gone once {@link Effect.Become} says so, or says that it follows or leads again,
     * or after the operator's patience.
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
     * Our history cannot be trusted any more: the tree's digest is not the one that the leader's txns carry, or the disk gave back other
     * bytes than it was given. The member asks its leader for everything, and has no vote until it serves again. Whoever says so must
     * remember it as {@link io.paddock.zab.member.DiskState#isIncomplete} over restarts until then.
     */
    record HistoryDoubted(String why) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onHistoryDoubted(this);
        }
    }

    /** Nobody listens on the election port of that member: its process is gone, so there is no point in waiting for its vote. */
    record Unreachable(long sid) implements Event {
        @Override
        public void dispatch(Handler handler) {
            handler.onUnreachable(this);
        }
    }

    /** One method per kind: a new event does not compile until the core has answered for it. */
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
