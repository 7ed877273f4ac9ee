// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.quorum;

import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.jute.Id;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.MalformedFrame;
import java.util.ArrayList;
import java.util.List;

/**
 * A message from a learner to its leader, or from an observer to the follower it learns from, on the quorum
 * port.
 */
public sealed interface LearnerMessage {
    /** @return the packet that carries this */
    QuorumPacket toPacket();

    /** Calls the method of {@code handler} for this kind. */
    void dispatch(long link, Handler handler);

    /** @throws MalformedFrame when no learner sends such a packet */
    static LearnerMessage of(QuorumPacket packet) {
        PacketType type = packet.kind();
        if (type == null) {
            throw new MalformedFrame("no packet has type " + packet.type());
        }
        return switch (type) {
            case FOLLOWER_INFO, OBSERVER_INFO -> Hello.read(packet);
            case ACK_EPOCH -> new AckEpoch(packet.zxid(), Fields.of(packet).readInt());
            case ACK -> new Ack(packet.zxid());
            case PING -> Pong.read(packet);
            case REQUEST -> Request.read(packet);
            case REVALIDATE -> Revalidate.read(packet);
            case PROPOSAL,
                    COMMIT,
                    SYNC,
                    INFORM,
                    COMMIT_AND_ACTIVATE,
                    NEW_LEADER,
                    UP_TO_DATE,
                    DIFF,
                    TRUNC,
                    SNAP,
                    LEADER_INFO,
                    INFORM_AND_ACTIVATE -> throw new MalformedFrame("a learner never sends " + type);
        };
    }

    /**
     * FOLLOWERINFO or OBSERVERINFO: the first message of a learner.
     *
     * @param acceptedEpoch the highest epoch that the learner has promised
     */
    record Hello(boolean observer, long acceptedEpoch, LearnerInfo info) implements LearnerMessage {
        private static Hello read(QuorumPacket packet) {
            LearnerInfo info = packet.data() == null
                    ? new LearnerInfo(LearnerInfo.ANONYMOUS, 0, 0)
                    : LearnerInfo.read(Fields.of(packet));
            return new Hello(packet.kind() == PacketType.OBSERVER_INFO, Zxid.epochOf(packet.zxid()), info);
        }

        @Override
        public QuorumPacket toPacket() {
            return QuorumPacket.of(
                    observer ? PacketType.OBSERVER_INFO : PacketType.FOLLOWER_INFO,
                    Zxid.of(acceptedEpoch, 0),
                    Fields.written(info::write));
        }

        @Override
        public void dispatch(long link, Handler handler) {
            handler.onHello(link, this);
        }
    }

    /**
     * The learner's promise not to follow an older epoch. The learner sends it after the promise is on disk.
     *
     * @param lastZxid the last zxid in the learner's log, committed or not
     * @param currentEpoch the newest epoch whose initial history the learner has; {@link #NOT_COUNTED} when
     *   the learner may already have given the promise to another leader
     */
    record AckEpoch(long lastZxid, int currentEpoch) implements LearnerMessage {
        public static final int NOT_COUNTED = -1;

        @Override
        public QuorumPacket toPacket() {
            return QuorumPacket.of(PacketType.ACK_EPOCH, lastZxid, Fields.written(out -> out.writeInt(currentEpoch)));
        }

        @Override
        public void dispatch(long link, Handler handler) {
            handler.onAckEpoch(link, this);
        }
    }

    /**
     * The learner has everything up to zxid durably in its log. With counter 0 it answers NEWLEADER and
     * UPTODATE.
     */
    record Ack(long zxid) implements LearnerMessage {
        @Override
        public QuorumPacket toPacket() {
            return QuorumPacket.of(PacketType.ACK, zxid, null);
        }

        @Override
        public void dispatch(long link, Handler handler) {
            handler.onAck(link, this);
        }
    }

    /**
     * The answer to a PING: the sessions whose clients sent something since the last one.
     *
     * @param zxid that of the ping
     */
    record Pong(long zxid, List<TouchedSession> touched) implements LearnerMessage {
        private static final int SESSION_BYTES = 12;

        private static Pong read(QuorumPacket packet) {
            if (packet.data() == null) {
                return new Pong(packet.zxid(), List.of());
            }
            JuteReader in = Fields.of(packet);
            List<TouchedSession> touched = new ArrayList<>(in.remaining() / SESSION_BYTES);
            while (in.remaining() > 0) {
                touched.add(TouchedSession.read(in));
            }
            return new Pong(packet.zxid(), touched);
        }

        @Override
        public QuorumPacket toPacket() {
            // Without touched sessions the field is empty, not null.
            return QuorumPacket.of(
                    PacketType.PING, zxid, Fields.written(out -> touched.forEach(session -> session.write(out))));
        }

        @Override
        public void dispatch(long link, Handler handler) {
            handler.onPong(link, this);
        }
    }

    /**
     * A client's write or sync, forwarded without changes.
     *
     * @param opcode the wire number of the operation
     * @param body the bytes that the client sent after its request header
     * @param identities the client's identities; null for the session's own requests
     */
    record Request(long sessionId, int cxid, int opcode, Payload body, List<Id> identities) implements LearnerMessage {
        private static Request read(QuorumPacket packet) {
            JuteReader in = Fields.of(packet);
            return new Request(in.readLong(), in.readInt(), in.readInt(), Fields.rest(in), packet.authinfo());
        }

        @Override
        public QuorumPacket toPacket() {
            Payload data = Fields.written(out -> {
                out.writeLong(sessionId).writeInt(cxid).writeInt(opcode);
                out.buffer().writeBytes(body.bytes());
            });
            return new QuorumPacket(PacketType.REQUEST.code(), -1, data, identities);
        }

        @Override
        public void dispatch(long link, Handler handler) {
            handler.onRequest(link, this);
        }
    }

    /** A client wants to use this session: asks the leader whether it is alive. */
    record Revalidate(long sessionId, int timeoutMillis) implements LearnerMessage {
        private static Revalidate read(QuorumPacket packet) {
            JuteReader in = Fields.of(packet);
            return new Revalidate(in.readLong(), in.readInt());
        }

        @Override
        public QuorumPacket toPacket() {
            return QuorumPacket.of(PacketType.REVALIDATE, -1, Fields.written(out -> out.writeLong(sessionId)
                    .writeInt(timeoutMillis)));
        }

        @Override
        public void dispatch(long link, Handler handler) {
            handler.onRevalidate(link, this);
        }
    }

    /**
     * One method per kind. A new kind does not compile until every receiver of learners' messages handles it.
     */
    interface Handler {
        void onHello(long link, Hello hello);

        void onAckEpoch(long link, AckEpoch ack);

        void onAck(long link, Ack ack);

        void onPong(long link, Pong pong);

        void onRequest(long link, Request request);

        void onRevalidate(long link, Revalidate revalidate);
    }
}
