// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.e2e.ensemble.Ensemble;
import io.paddock.e2e.ensemble.EnsembleOptions;
import io.paddock.e2e.ensemble.Ensembles;
import io.paddock.e2e.ensemble.Member;
import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Handshake;
import io.paddock.e2e.harness.Wire;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.protocol.quorum.PacketType;
import io.paddock.protocol.quorum.QuorumPacket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a leader sends to learners, and when it counts that they have it. */
class GivingHistoryTest {
    private static final int SESSION_MILLIS = 30_000;
    /** The epoch of a leader that has never led before. */
    private static final long EPOCH = 1;

    @RegisterExtension
    final Ensembles ensembles = new Ensembles();

    private final List<AutoCloseable> open = new ArrayList<>();
    private Member leader;

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    /** An ensemble in which only the last member is real. That member will lead. */
    private void prepare(String kinds) {
        // Factor 0: a DIFF is sent from the log on disk, however long it is.
        Ensemble ensemble = ensembles.prepare(EnsembleOptions.of(kinds).jvm("-Dzookeeper.snapshotSizeFactor=0"));
        leader = ensemble.member(kinds.length());
        open.add(new PlayedVoters(ensemble, leader.id()).elect(leader.id()));
    }

    /** @return a follower's connection that has received nothing yet */
    private Conversation follower() throws Exception {
        Conversation follower = Conversation.with(leader.quorumPort());
        open.add(follower);
        return follower;
    }

    /**
     * New followers, all in the broadcast of the first epoch. A leader waits for a quorum at each step, so
     * all followers take each step.
     */
    private List<Conversation> followers(int... sids) throws Exception {
        List<Conversation> followers = new ArrayList<>();
        for (int sid : sids) {
            followers.add(follower().hello(sid, 0));
        }
        for (Conversation each : followers) {
            each.hear(PacketType.LEADER_INFO);
            each.say(new LearnerMessage.AckEpoch(0, 0));
        }
        for (Conversation each : followers) {
            each.hear(PacketType.DIFF);
            each.hear(PacketType.NEW_LEADER);
            each.say(new LearnerMessage.Ack(Zxid.of(EPOCH, 0)));
        }
        for (Conversation each : followers) {
            each.hear(PacketType.UP_TO_DATE);
            each.say(new LearnerMessage.Ack(Zxid.of(EPOCH, 0)));
        }
        return followers;
    }

    /** Whether a proposal is committed by the acks that this follower has sent until now. */
    private static boolean isCommitted(Conversation follower, long zxid) throws Exception {
        // The answer to this message comes on the same connection, after the effects of the follower's acks.
        follower.say(new LearnerMessage.Revalidate(1, SESSION_MILLIS));
        Object next = follower.hearAny();
        return next instanceof QuorumPacket packet && packet.kind() == PacketType.COMMIT && packet.zxid() == zxid;
    }

    /** A client's session, and one write that the followers have not acked yet. */
    private void write(String path, Conversation... followers) throws Exception {
        Wire client = leader.wire();
        open.add(client);
        client.send(Handshake.fresh(SESSION_MILLIS).bytes());
        for (Conversation follower : followers) {
            QuorumPacket session = follower.hear(PacketType.PROPOSAL);
            follower.say(new LearnerMessage.Ack(session.zxid()));
        }
        for (Conversation follower : followers) {
            follower.hear(PacketType.COMMIT);
        }
        assertThat(Handshake.parse(client.frame()).refused()).isFalse();
        client.send(Frame.create(1, path, new byte[1], 0).bytes());
        for (Conversation follower : followers) {
            follower.hear(PacketType.PROPOSAL);
        }
    }

    /**
     * Recorded stream 92: there is a hole between two log files, which a snapshot filled. It is at the end of
     * an epoch. Apache's leader continues from one file to the next, and the learner never gets /d.
     */
    @Test
    void doesNotSendALogWithAHole() throws Exception {
        prepare("PPP");
        History.snapshot(leader, History.tree(0));
        History.log(
                leader,
                History.create(Zxid.of(1, 1), "/a"),
                History.create(Zxid.of(1, 2), "/b"),
                History.create(Zxid.of(1, 3), "/c"));
        History.snapshot(leader, History.tree(Zxid.of(1, 4), "/a", "/b", "/c", "/d"));
        History.log(leader, History.create(Zxid.of(2, 1), "/e"));
        History.epochs(leader, 2, 2);
        leader.start();
        QuorumPacket first = follower().introduce(1, 1, Zxid.of(1, 3), 1);
        assertThat(first.kind()).isEqualTo(PacketType.SNAP);
    }

    /**
     * Recorded stream 93: a follower acks a proposal, reconnects, and is told to truncate it before it is
     * proposed again. Apache's leader counts the old ack. With one other ack it commits a txn that only two
     * of five have.
     */
    @Test
    void doesNotCountAnAckOfAClosedConnection() throws Exception {
        prepare("PPPPP");
        leader.start();
        List<Conversation> followers = followers(1, 2, 3); // The third keeps a quorum connected when the first leaves.
        Conversation one = followers.get(0);
        Conversation two = followers.get(1);
        write("/n", one, two);
        long zxid = Zxid.of(EPOCH, 2);
        one.say(new LearnerMessage.Ack(zxid));
        assertThat(isCommitted(one, zxid)).as("by two of five").isFalse();
        one.close();

        Conversation again = follower();
        again.introduce(1, EPOCH, zxid, LearnerMessage.AckEpoch.NOT_COUNTED);
        while (again.hearAny() instanceof QuorumPacket packet && packet.kind() != PacketType.NEW_LEADER) {
            assertThat(packet.kind()).isNotEqualTo(PacketType.COMMIT);
        }
        again.say(new LearnerMessage.Ack(Zxid.of(EPOCH, 0)));
        again.hear(PacketType.UP_TO_DATE);
        again.say(new LearnerMessage.Ack(Zxid.of(EPOCH, 0)));
        two.say(new LearnerMessage.Ack(zxid));
        assertThat(isCommitted(two, zxid))
                .as("by two of five and one who had it once")
                .isFalse();
        again.say(new LearnerMessage.Ack(zxid));
        assertThat(again.hear(PacketType.COMMIT).zxid()).isEqualTo(zxid);
        assertThat(two.hear(PacketType.COMMIT).zxid()).isEqualTo(zxid);
    }

    /**
     * Recorded stream 15, and ZOOKEEPER-4685: outstanding proposals are sent to a new follower before
     * NEWLEADER, and committed with its ack. Apache's leader takes the first ack for the ack of NEWLEADER and
     * forgets its proposal. The write then hangs until another follower acks it.
     */
    @Test
    void countsAnAckThatComesBeforeTheAckOfNewLeader() throws Exception {
        prepare("PPP");
        leader.start();
        List<Conversation> followers = followers(1, 2); // A leader refuses a log of its epoch that it has not sent.
        Conversation one = followers.get(0);
        followers.get(1).close();
        write("/out", one);
        long zxid = Zxid.of(1, 2);

        Conversation two = follower();
        QuorumPacket first = two.introduce(2, 1, Zxid.of(1, 1), LearnerMessage.AckEpoch.NOT_COUNTED);
        assertThat(first.kind()).isEqualTo(PacketType.DIFF);
        assertThat(two.hear(PacketType.PROPOSAL).zxid()).isEqualTo(zxid);
        two.hear(PacketType.NEW_LEADER);
        two.say(new LearnerMessage.Ack(zxid)).say(new LearnerMessage.Ack(Zxid.of(EPOCH, 0)));
        List<PacketType> heard = List.of(((QuorumPacket) two.hearAny()).kind(), ((QuorumPacket) two.hearAny()).kind());
        assertThat(heard).containsExactlyInAnyOrder(PacketType.COMMIT, PacketType.UP_TO_DATE);
        assertThat(one.hear(PacketType.COMMIT).zxid()).isEqualTo(zxid);
    }
}
