// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.door;

import io.paddock.protocol.Payload;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;

/** What a member asks of the world. Carried out in order; what touches the disk may take its time, but keeps its order too. */
public sealed interface Effect {
    /** Hands this to the method for its kind. */
    void dispatch(Handler handler);

    /** Tell a member our vote, over the election port. Only the newest untold vote to each member matters. */
    record Notify(long to, Notification vote) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.notify(this);
        }
    }

    /** Dial the quorum port of a member. @param attempt names the connection in all that follows */
    record Connect(long attempt, long leader) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.connect(this);
        }
    }

    /** Say something to the leader. */
    record ToLeader(long attempt, LearnerMessage message) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.toLeader(this);
        }
    }

    /** Answer a ping, with the sessions heard of since the last one. */
    record AnswerPing(long attempt, long zxid) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.answerPing(this);
        }
    }

    /** Close the connection to the leader. No event of it may follow but {@link Event.LeaderGone}. */
    record CloseLeader(long attempt) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.closeLeader(this);
        }
    }

    /** Say something to a learner. The same message object may follow for other links: encode it once. */
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

    /** Read the log on disk and send a PROPOSAL and a COMMIT of each txn, before anything that is said to this link later. */
    record SendHistory(long link, long afterZxid, long upToZxid) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.sendHistory(this);
        }
    }

    /**
     * Send SNAP and the state as applied so far, before anything that is said to this link later.
     *
     * @param label the zxid that SNAP carries: no less than what was applied, and above all that the learner may hold
     */
    record SendSnapshot(long link, long label) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.sendSnapshot(this);
        }
    }

    /**
     * Two histories are in conflict, and only an operator can choose one: say so, though not more often than once a minute. It comes again
     * as long as that is so.
     *
     * @param part what this member is in it
     * @param other the other member
     * @param otherEpoch the epoch of the other member's history
     * @param otherZxid where the other member's history ends; -1 when it has not said so
     */
    record ReportConflict(Part part, long other, long otherEpoch, long otherZxid) implements Effect {
        /** What a member is in a conflict. */
        public enum Part {
            /** It leads, and has refused the other member. */
            LEADS,
            /** It looks for a leader, as the other member does, and neither votes for the other. */
            LOOKS,
            /** It does not vote for the moment. The leader, which is the other member, may have been replaced without knowing it yet. */
            MAY_BE_STOPPED,
            /** It does not vote until an operator has chosen, which must be remembered over restarts until the next {@link Serve}. */
            IS_STOPPED
        }

        @Override
        public void dispatch(Handler handler) {
            handler.reportConflict(this);
        }
    }

    /** Write a txn behind the log. Answered by {@link Event.Durable}. */
    record Append(long zxid, Payload txn) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.append(this);
        }
    }

    /**
     * Cut the log so that zxid is its last record, and forget what was applied beyond it. After a power cut, either all or nothing of it
     * has happened. Answered by {@link Event.Truncated} or {@link Event.CannotTruncate}.
     */
    record Truncate(long zxid) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.truncate(this);
        }
    }

    /**
     * Put the snapshot that this connection brought in the place of state and log. After a power cut, either the old ones or the new one are
     * there, never a mixture. Answered by {@link Event.SnapshotInstalled}.
     *
     * @param keepsOld whether the old history may hold what the new one does not, so that its files must be kept under another name
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

    /** Apply the log up to zxid, in order; what is applied already stays. */
    record CommitUpTo(long zxid) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.commitUpTo(this);
        }
    }

    /**
     * The member is now this, and serves nobody yet: close the connections of clients. While it leads, let learners dial.
     *
     * @param leader whom it follows or observes; its own id when it leads, meaningless while it looks
     */
    record Become(PeerState state, long leader, String why) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.become(this);
        }
    }

    /**
     * Let clients in: a quorum holds the initial history of this epoch, and so do we. A member that was
     * {@link io.paddock.zab.member.DiskState#isIncomplete incomplete}, or in conflict, is so no more.
     */
    record Serve(long epoch) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.serve(this);
        }
    }

    /** A learner's request, revalidation or touched sessions, for the leader's pipeline; touched sessions also for a follower that serves observers. */
    record DeliverToLeader(long link, LearnerMessage message) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.deliverToLeader(this);
        }
    }

    /** The leader's answer to a forwarded sync or revalidation, after every commit that came before it. */
    record DeliverToLearner(LeaderMessage message) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.deliverToLearner(this);
        }
    }

    /**
     * Write down the configurations, in turn with what else goes to the disk: the committed one is in force (dial its members by it, show
     * it as {@code /zookeeper/config}), the last seen one is proposed and may become so. A power cut may take this away without harm,
     * since the log shows what was proposed, and whatever was committed is proposed before.
     */
    record Configure(EnsembleConfig committed, EnsembleConfig lastSeen) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.configure(this);
        }
    }

    /** This member is done for: build it anew from what the disk holds. No event has an effect any more. */
    record Halt(String why) implements Effect {
        @Override
        public void dispatch(Handler handler) {
            handler.halt(this);
        }
    }

    /** One method per kind: a new effect does not compile until every shell has answered for it. */
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
