// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.door;

import io.paddock.protocol.Payload;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;

/**
 * What a member asks its process to do. The process carries out effects in order. Effects that change the
 * disk may take time, but keep their order too.
 */
public sealed interface Effect {
    /** Calls the handler's method for this kind of effect. */
    void dispatch(Handler handler);

    /**
     * Send this member's vote to another member over the election port. If several votes to one member wait,
     * only the newest matters.
     */
    record Notify(long to, Notification vote) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.notify(this);
        }
    }

    /**
     * Open a connection to the quorum port of a member.
     *
     * @param attempt the number of the connection in all later effects and events
     */
    record Connect(long attempt, long leader) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.connect(this);
        }
    }

    /** Send a message to the leader. */
    record ToLeader(long attempt, LearnerMessage message) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.toLeader(this);
        }
    }

    /** Answer a ping. The answer lists the sessions whose clients were active since the last ping. */
    record AnswerPing(long attempt, long zxid) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.answerPing(this);
        }
    }

    /**
     * Close the connection to the leader. Of this connection, no event but {@link Event.LeaderGone} may
     * follow.
     */
    record CloseLeader(long attempt) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.closeLeader(this);
        }
    }

    /**
     * Send a message to a learner. The same message object may follow for other links, so the process should
     * encode it once.
     */
    record ToLearner(long link, LeaderMessage message) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.toLearner(this);
        }
    }

    /** Close the connection to a learner. */
    record CloseLearner(long link, String why) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.closeLearner(this);
        }
    }

    /** Find a zxid in the log on disk. Answered by {@link Event.Located}. */
    record Locate(long link, long zxid) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.locate(this);
        }
    }

    /**
     * Read the log on disk and send a PROPOSAL and a COMMIT for each txn. They must go out before any later
     * message to this link.
     */
    record SendHistory(long link, long afterZxid, long upToZxid) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.sendHistory(this);
        }
    }

    /**
     * Send SNAP and the state as applied until now. They must go out before any later message to this link.
     *
     * @param label the zxid that SNAP carries: not less than the last applied zxid, and above every zxid that
     *     the learner may hold
     */
    record SendSnapshot(long link, long label) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.sendSnapshot(this);
        }
    }

    /**
     * Report that two histories are in conflict and that only an operator can choose one. The process should
     * log this at most once a minute. The core repeats this effect as long as the conflict lasts.
     *
     * @param part this member's part in the conflict
     * @param other the other member
     * @param otherEpoch the epoch of the other member's history
     * @param otherZxid the last zxid of the other member's history; -1 when the other member did not send it
     */
    record ReportConflict(Part part, long other, long otherEpoch, long otherZxid) implements Effect {
        /** This member's part in the conflict. */
        public enum Part {
            /** This member leads, and has refused the other member. */
            LEADS,
            /** Both members look for a leader, and neither votes for the other. */
            LOOKS,
            /**
             * This member does not vote at the moment. The other member leads, but may have been replaced
             * without knowing it yet.
             */
            MAY_BE_STOPPED,
            /**
             * This member does not vote until an operator has chosen. The process must remember this over
             * restarts until the next {@link Serve}.
             */
            IS_STOPPED
        }

        @Override
        public void dispatch(Handler handler) {
            handler.reportConflict(this);
        }
    }

    /** Append a txn to the log. Answered by {@link Event.Durable}. */
    record Append(long zxid, Payload txn) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.append(this);
        }
    }

    /**
     * Truncate the log so that zxid is its last record, and undo everything applied beyond it. After a power
     * cut, either all of this or none of it has happened. Answered by {@link Event.Truncated} or {@link
     * Event.CannotTruncate}.
     */
    record Truncate(long zxid) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.truncate(this);
        }
    }

    /**
     * Replace state and log by the snapshot that came over this connection. After a power cut, either the old
     * state and log or the new snapshot are there, never a mixture. Answered by {@link
     * Event.SnapshotInstalled}.
     *
     * @param keepsOld whether the old history may hold txns that the new one does not hold. If so, its files
     *     must be kept under another name
     */
    record InstallSnapshot(long attempt, long zxid, boolean keepsOld) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.installSnapshot(this);
        }
    }

    /** Save the promise not to follow an older epoch. Answered by {@link Event.AcceptedEpochSaved}. */
    record SaveAcceptedEpoch(long epoch) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.saveAcceptedEpoch(this);
        }
    }

    /** Save that the log holds the initial history of this epoch. Answered by {@link Event.CurrentEpochSaved}. */
    record SaveCurrentEpoch(long epoch) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.saveCurrentEpoch(this);
        }
    }

    /** Apply the log up to zxid, in order. Txns that are already applied are not applied again. */
    record CommitUpTo(long zxid) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.commitUpTo(this);
        }
    }

    /**
     * The member has taken this state, and does not serve yet: close the connections of clients. While it
     * leads, accept connections of learners.
     *
     * @param leader the leader that it follows or observes; its own id when it leads; without meaning while
     *     it looks
     */
    record Become(PeerState state, long leader, String why) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.become(this);
        }
    }

    /**
     * Accept clients: a quorum holds the initial history of this epoch, and so does this member. A member
     * that was {@link io.paddock.zab.member.DiskState#isIncomplete incomplete}, or in conflict, no longer is.
     */
    record Serve(long epoch) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.serve(this);
        }
    }

    /**
     * Pass a learner's request, revalidation or touched sessions to the leader's pipeline. A follower that
     * serves observers emits this too, but only for touched sessions.
     */
    record DeliverToLeader(long link, LearnerMessage message) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.deliverToLeader(this);
        }
    }

    /**
     * Deliver the leader's answer to a forwarded sync or revalidation. All commits that the leader sent
     * earlier come first.
     */
    record DeliverToLearner(LeaderMessage message) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.deliverToLearner(this);
        }
    }

    /**
     * Write down the configurations, in order with the other effects that change the disk. The committed one
     * is in force: connect to its members, and show it as {@code /zookeeper/config}. The last seen one is
     * proposed and may be committed later. A power cut may undo this without harm: the log shows what was
     * proposed, and nothing is committed that was not proposed before.
     */
    record Configure(EnsembleConfig committed, EnsembleConfig lastSeen) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.configure(this);
        }
    }

    /**
     * This member has ended, and no event has an effect any more. Build it again from what the disk holds.
     */
    record Halt(String why) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.halt(this);
        }
    }

    /**
     * One method for each kind of effect: a new effect does not compile until every process that runs a core
     * handles it.
     */
    interface Handler {
        void notify(Notify effect);

        void connect(Connect effect);

        void toLeader(ToLeader effect);

        void answerPing(AnswerPing effect);

        void closeLeader(CloseLeader effect);

        void toLearner(ToLearner effect);

        void closeLearner(CloseLearner effect);

        void locate(Locate effect);

        void sendHistory(SendHistory effect);

        void sendSnapshot(SendSnapshot effect);

        void reportConflict(ReportConflict effect);

        void append(Append effect);

        void truncate(Truncate effect);

        void installSnapshot(InstallSnapshot effect);

        void saveAcceptedEpoch(SaveAcceptedEpoch effect);

        void saveCurrentEpoch(SaveCurrentEpoch effect);

        void commitUpTo(CommitUpTo effect);

        void become(Become effect);

        void serve(Serve effect);

        void deliverToLeader(DeliverToLeader effect);

        void deliverToLearner(DeliverToLearner effect);

        void configure(Configure effect);

        void halt(Halt effect);
    }
}
