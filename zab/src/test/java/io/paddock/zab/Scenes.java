// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LearnerInfo;
import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.protocol.quorum.LearnerMessage.Ack;
import io.paddock.protocol.quorum.LearnerMessage.AckEpoch;
import io.paddock.protocol.quorum.LearnerMessage.Hello;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.zab.door.Event;
import io.paddock.zab.door.FirstEpoch;
import io.paddock.zab.door.Settings;
import io.paddock.zab.member.DiskState;
import io.paddock.zab.member.Rules;

/**
 * The starting points of the tests of one member. Unless a test says otherwise, it is member 3 of three
 * voters.
 */
final class Scenes {
    static final EnsembleConfig CONFIG =
            EnsembleConfig.parse("server.1=a:1:2:participant\nserver.2=b:1:2:participant\nserver.3=c:1:2:participant");
    static final Payload TXN = Payload.ofText("txn");
    static final int TICK_MILLIS = 100;
    /** The connections of members 1 and 2 to their leader. */
    static final long A = 10;

    static final long B = 20;

    private Scenes() {}

    static PeerCore member(long sid) {
        return member(sid, DiskState.EMPTY);
    }

    static PeerCore member(long sid, DiskState disk) {
        return new PeerCore(Settings.of(sid, TICK_MILLIS, 10, 5), Rules.ZAB, disk, CONFIG, CONFIG);
    }

    /** A member that allows reconfiguration. */
    static PeerCore dynamic(long sid, DiskState disk, EnsembleConfig committed, EnsembleConfig lastSeen) {
        Settings settings = new Settings(sid, TICK_MILLIS, 10, 5, 200, 60_000, 500, true, false);
        return new PeerCore(settings, Rules.ZAB, disk, committed, lastSeen);
    }

    /**
     * A leader that waits at most {@code maxTimeToWaitForEpochMillis} for the epochs of the voters that
     * elected it.
     */
    static PeerCore impatient(long sid, int maxTimeToWaitForEpochMillis) {
        Settings settings = new Settings(
                sid,
                TICK_MILLIS,
                10,
                5,
                200,
                60_000,
                500,
                false,
                false,
                maxTimeToWaitForEpochMillis,
                10,
                100,
                10,
                false,
                FirstEpoch.AT_ONCE);
        return new PeerCore(settings, Rules.ZAB, DiskState.EMPTY, CONFIG, CONFIG);
    }

    static Hello observing(long sid) {
        return new Hello(true, 0, new LearnerInfo(sid, LearnerInfo.PROTOCOL_VERSION, 0));
    }

    /** The txn that activates a configuration. */
    static Payload reconfiguration(EnsembleConfig config) {
        ByteBuf out = Unpooled.buffer();
        TxnHeader header = new TxnHeader(0, 0, config.version(), 0, OpCode.RECONFIG);
        byte[] text = config.payload().bytes();
        new LoggedTxn(header, new Txn.SetData(OpCode.RECONFIG, "/zookeeper/config", text, -1), null)
                .write(new JuteWriter(out));
        return new Payload(ByteBufUtil.getBytes(out));
    }

    static Notification notification(PeerState state, long leader, long round, long epoch) {
        return Notification.of(state, leader, 0, round, epoch, CONFIG.payload());
    }

    static Event vote(
            long from, PeerState state, long leader, long zxid, long round, long epoch, EnsembleConfig config) {
        return new Event.Notified(from, Notification.of(state, leader, zxid, round, epoch, config.payload()));
    }

    static Event vote(long from, PeerState state, long leader, long round, long epoch) {
        return new Event.Notified(from, notification(state, leader, round, epoch));
    }

    static Event from(long link, LearnerMessage message) {
        return new Event.LearnerSaid(link, message);
    }

    static Event fromLeader(LeaderMessage message) {
        return new Event.LeaderSaid(1, message);
    }

    static Hello hello(long sid, long acceptedEpoch) {
        return new Hello(false, acceptedEpoch, new LearnerInfo(sid, LearnerInfo.PROTOCOL_VERSION, 0));
    }

    /** Member 3. It leads epoch 1 with follower 2. */
    static PeerCore establishedLeader() {
        return establishedLeader(member(3));
    }

    /** Makes {@code core} the leader of epoch 1 with follower 2. */
    static PeerCore establishedLeader(PeerCore core) {
        core.start();
        core.on(vote(1, PeerState.LOOKING, 3, 1, 0));
        core.on(vote(2, PeerState.LOOKING, 3, 1, 0));
        core.on(from(B, hello(2, 0)));
        core.on(new Event.AcceptedEpochSaved(1));
        core.on(from(B, new AckEpoch(0, 0)));
        core.on(new Event.CurrentEpochSaved(1));
        core.on(from(B, new Ack(Zxid.of(1, 0))));
        return core;
    }

    /** A member without data joins a leader without data and is synchronised. */
    static void joins(PeerCore leader, long link, long sid) {
        leader.on(from(link, hello(sid, 0)));
        leader.on(from(link, new AckEpoch(0, AckEpoch.NOT_COUNTED)));
        leader.on(from(link, new Ack(Zxid.of(1, 0))));
    }

    /** Member 1. It has found that member 2 leads, and has connected to it. */
    static PeerCore follower(DiskState disk) {
        return follower(member(1, disk));
    }

    /** Makes {@code core} find that member 2 leads, and connects it. */
    static PeerCore follower(PeerCore core) {
        core.start();
        core.on(vote(3, PeerState.FOLLOWING, 2, 1, 1));
        core.on(vote(2, PeerState.LEADING, 2, 1, 1));
        core.on(new Event.LeaderConnected(1));
        return core;
    }
}
