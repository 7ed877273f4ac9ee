// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.quorum;

import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.MalformedFrame;

/**
 * A message from a leader to its learners, or from a follower to the observers it serves, on the quorum port.
 */
public sealed interface LeaderMessage {
    /** @return the packet that carries this */
    QuorumPacket toPacket();

    /** Calls the method of {@code handler} for this kind. */
    void dispatch(Handler handler);

    /** @throws MalformedFrame when no leader sends such a packet */
    static LeaderMessage of(QuorumPacket packet) {
        PacketType type = packet.kind();
        if (type == null) {
            throw new MalformedFrame("no packet has type " + packet.type());
        }
        long zxid = packet.zxid();
        return switch (type) {
            case LEADER_INFO ->
                new LeaderInfo(Zxid.epochOf(zxid), Fields.of(packet).readInt());
            case DIFF -> new Diff(zxid);
            case TRUNC -> new Trunc(zxid);
            case SNAP -> new Snap(zxid);
            case NEW_LEADER -> new NewLeader(Zxid.epochOf(zxid), packet.data());
            case UP_TO_DATE -> new UpToDate();
            case PROPOSAL -> new Proposal(zxid, Fields.required(packet));
            case COMMIT -> new Commit(zxid);
            case COMMIT_AND_ACTIVATE ->
                new CommitAndActivate(zxid, Fields.of(packet).readLong());
            case INFORM -> new Inform(zxid, Fields.required(packet));
            case INFORM_AND_ACTIVATE -> InformAndActivate.read(packet);
            case PING -> new Ping(zxid);
            case REVALIDATE -> Revalidated.read(packet);
            case SYNC -> new Synced();
            case REQUEST, ACK, FOLLOWER_INFO, OBSERVER_INFO, ACK_EPOCH ->
                throw new MalformedFrame("a leader never sends " + type);
        };
    }

    /** The epoch that the learner is to promise. */
    record LeaderInfo(long epoch, int protocolVersion) implements LeaderMessage {
        @Override
        public QuorumPacket toPacket() {
            return QuorumPacket.of(
                    PacketType.LEADER_INFO, Zxid.of(epoch, 0), Fields.written(out -> out.writeInt(protocolVersion)));
        }

        @Override
        public void dispatch(Handler handler) {
            handler.onLeaderInfo(this);
        }
    }

    /**
     * The learner's log is a prefix of the leader's. The missing txns follow.
     *
     * @param zxid the leader's last committed zxid, for information
     */
    record Diff(long zxid) implements LeaderMessage {
        @Override
        public QuorumPacket toPacket() {
            return QuorumPacket.of(PacketType.DIFF, zxid, null);
        }

        @Override
        public void dispatch(Handler handler) {
            handler.onDiff(this);
        }
    }

    /** The learner is to cut its log after this zxid. The missing txns follow. */
    record Trunc(long zxid) implements LeaderMessage {
        @Override
        public QuorumPacket toPacket() {
            return QuorumPacket.of(PacketType.TRUNC, zxid, null);
        }

        @Override
        public void dispatch(Handler handler) {
            handler.onTrunc(this);
        }
    }

    /**
     * The learner is to replace its state by the leader's. The raw bytes of a snapshot follow this packet.
     *
     * @param zxid the zxid up to which the state is complete
     */
    record Snap(long zxid) implements LeaderMessage {
        @Override
        public QuorumPacket toPacket() {
            return QuorumPacket.of(PacketType.SNAP, zxid, null);
        }

        @Override
        public void dispatch(Handler handler) {
            handler.onSnap(this);
        }
    }

    /**
     * The initial history of this epoch is complete.
     *
     * @param config the leader's last seen configuration, may be null
     */
    record NewLeader(long epoch, Payload config) implements LeaderMessage {
        @Override
        public QuorumPacket toPacket() {
            return QuorumPacket.of(PacketType.NEW_LEADER, Zxid.of(epoch, 0), config);
        }

        @Override
        public void dispatch(Handler handler) {
            handler.onNewLeader(this);
        }
    }

    /** A quorum has the initial history durably: the learner may serve. */
    record UpToDate() implements LeaderMessage {
        @Override
        public QuorumPacket toPacket() {
            return QuorumPacket.of(PacketType.UP_TO_DATE, -1, null);
        }

        @Override
        public void dispatch(Handler handler) {
            handler.onUpToDate(this);
        }
    }

    /** A txn that the follower is to log and acknowledge. */
    record Proposal(long zxid, Payload txn) implements LeaderMessage {
        @Override
        public QuorumPacket toPacket() {
            return QuorumPacket.of(PacketType.PROPOSAL, zxid, txn);
        }

        @Override
        public void dispatch(Handler handler) {
            handler.onProposal(this);
        }
    }

    /** A quorum has the txn durably. */
    record Commit(long zxid) implements LeaderMessage {
        @Override
        public QuorumPacket toPacket() {
            return QuorumPacket.of(PacketType.COMMIT, zxid, null);
        }

        @Override
        public void dispatch(Handler handler) {
            handler.onCommit(this);
        }
    }

    /**
     * A quorum of the old configuration and a quorum of the new one have this reconfiguration durably.
     *
     * @param designatedLeader the member that leads from now on
     */
    record CommitAndActivate(long zxid, long designatedLeader) implements LeaderMessage {
        @Override
        public QuorumPacket toPacket() {
            return QuorumPacket.of(
                    PacketType.COMMIT_AND_ACTIVATE, zxid, Fields.written(out -> out.writeLong(designatedLeader)));
        }

        @Override
        public void dispatch(Handler handler) {
            handler.onCommitAndActivate(this);
        }
    }

    /** A committed txn, for observers. */
    record Inform(long zxid, Payload txn) implements LeaderMessage {
        @Override
        public QuorumPacket toPacket() {
            return QuorumPacket.of(PacketType.INFORM, zxid, txn);
        }

        @Override
        public void dispatch(Handler handler) {
            handler.onInform(this);
        }
    }

    /** A committed reconfiguration, for observers. */
    record InformAndActivate(long zxid, long designatedLeader, Payload txn) implements LeaderMessage {
        private static InformAndActivate read(QuorumPacket packet) {
            JuteReader in = Fields.of(packet);
            return new InformAndActivate(packet.zxid(), in.readLong(), Fields.rest(in));
        }

        @Override
        public QuorumPacket toPacket() {
            Payload data = Fields.written(
                    out -> out.writeLong(designatedLeader).buffer().writeBytes(txn.bytes()));
            return QuorumPacket.of(PacketType.INFORM_AND_ACTIVATE, zxid, data);
        }

        @Override
        public void dispatch(Handler handler) {
            handler.onInformAndActivate(this);
        }
    }

    /**
     * Asks whether the learner is alive.
     *
     * @param zxid the last zxid that was proposed
     */
    record Ping(long zxid) implements LeaderMessage {
        @Override
        public QuorumPacket toPacket() {
            return QuorumPacket.of(PacketType.PING, zxid, null);
        }

        @Override
        public void dispatch(Handler handler) {
            handler.onPing(this);
        }
    }

    /** The answer to {@link LearnerMessage.Revalidate}. */
    record Revalidated(long sessionId, boolean valid) implements LeaderMessage {
        private static Revalidated read(QuorumPacket packet) {
            JuteReader in = Fields.of(packet);
            return new Revalidated(in.readLong(), in.readBoolean());
        }

        @Override
        public QuorumPacket toPacket() {
            return QuorumPacket.of(PacketType.REVALIDATE, -1, Fields.written(out -> out.writeLong(sessionId)
                    .writeBoolean(valid)));
        }

        @Override
        public void dispatch(Handler handler) {
            handler.onRevalidated(this);
        }
    }

    /** Answers the oldest forwarded sync that has no answer yet. It carries no id. */
    record Synced() implements LeaderMessage {
        @Override
        public QuorumPacket toPacket() {
            return QuorumPacket.of(PacketType.SYNC, 0, null);
        }

        @Override
        public void dispatch(Handler handler) {
            handler.onSynced(this);
        }
    }

    /** One method per kind. A new kind does not compile until every learner handles it. */
    interface Handler {
        void onLeaderInfo(LeaderInfo info);

        void onDiff(Diff diff);

        void onTrunc(Trunc trunc);

        void onSnap(Snap snap);

        void onNewLeader(NewLeader newLeader);

        void onUpToDate(UpToDate upToDate);

        void onProposal(Proposal proposal);

        void onCommit(Commit commit);

        void onCommitAndActivate(CommitAndActivate commit);

        void onInform(Inform inform);

        void onInformAndActivate(InformAndActivate inform);

        void onPing(Ping ping);

        void onRevalidated(Revalidated revalidated);

        void onSynced(Synced synced);
    }
}
