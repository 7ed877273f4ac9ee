// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab;

import static io.paddock.zab.Scenes.A;
import static io.paddock.zab.Scenes.B;
import static io.paddock.zab.Scenes.TXN;
import static io.paddock.zab.Scenes.from;
import static io.paddock.zab.Scenes.hello;
import static io.paddock.zab.Scenes.vote;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.LearnerMessage.Ack;
import io.paddock.protocol.quorum.LearnerMessage.AckEpoch;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Effect.CommitUpTo;
import io.paddock.zab.door.Effect.Serve;
import io.paddock.zab.door.Event;
import io.paddock.zab.door.Settings;
import io.paddock.zab.member.DiskState;
import io.paddock.zab.member.Rules;
import org.junit.jupiter.api.Test;

/**
 * An established leader stops serving in the same event that reports that its connections are no quorum any
 * more.
 */
class QuorumLossTest {
    private static final String THREE =
            "server.1=a:1:2:participant\nserver.2=b:1:2:participant\n" + "server.3=c:1:2:participant\n";
    private static final long ZXID = Zxid.of(1, 1);
    private static final long C = 30;
    /** The connection of an observer, member 4. */
    private static final long WATCHING = 40;

    private final PeerCore leader = Scenes.establishedLeader();

    private static PeerCore member(long sid, String config) {
        EnsembleConfig parsed = EnsembleConfig.parse(config);
        Settings settings = Settings.of(sid, Scenes.TICK_MILLIS, 10, 5);
        return new PeerCore(settings, Rules.ZAB, DiskState.EMPTY, parsed, parsed);
    }

    /** Member 3 of three voters and one observer. */
    static PeerCore withAnObserver() {
        return member(3, THREE + "server.4=d:1:2:observer");
    }

    /** The observer connects and is synchronised. */
    static void observes(PeerCore leader) {
        leader.on(from(WATCHING, Scenes.observing(4)));
        leader.on(from(WATCHING, new AckEpoch(0, AckEpoch.NOT_COUNTED)));
        leader.on(from(WATCHING, new Ack(Zxid.of(1, 0))));
    }

    @Test
    void resignsAtOnceWhenTheConnectionOfItsOnlyFollowerEnds() {
        assertThat(leader.on(new Event.LearnerGone(B))).anyMatch(Effect.Become.class::isInstance);
        assertThat(leader.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void staysWhileTheOtherConnectionsAreAQuorum() {
        Scenes.joins(leader, A, 1);
        leader.on(new Event.LearnerGone(B));
        assertThat(leader.state()).isEqualTo(PeerState.LEADING);
        leader.on(new Event.LearnerGone(A));
        assertThat(leader.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void staysWhenAFollowerReconnectsBeforeItsOldConnectionEnds() {
        leader.on(from(C, hello(2, 1)));
        leader.on(new Event.LearnerGone(B));
        assertThat(leader.state()).isEqualTo(PeerState.LEADING);
        leader.on(new Event.LearnerGone(C));
        assertThat(leader.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void resignsAtOnceWhenItClosesTheConnectionItself() {
        leader.on(from(B, new Ack(Zxid.of(1, 9))));
        assertThat(leader.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void resignsAtOnceWhenAFollowerSendsASecondHelloOnOneConnection() {
        leader.on(from(B, hello(2, 1)));
        assertThat(leader.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void connectionOfAnObserverDoesNotCountForTheQuorum() {
        PeerCore watched = Scenes.establishedLeader(withAnObserver());
        observes(watched);
        watched.on(new Event.LearnerGone(WATCHING));
        assertThat(watched.state()).isEqualTo(PeerState.LEADING);
        observes(watched);
        watched.on(new Event.LearnerGone(B));
        assertThat(watched.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void duringReconfigurationConnectionsMustBeAQuorumOfBothConfigurations() {
        PeerCore changing = Reconfigurations.leader();
        Scenes.joins(changing, Reconfigurations.D, 4);
        changing.on(new Event.Submitted(ZXID, Reconfigurations.txn(Reconfigurations.config(ZXID, 3, 4))));
        changing.on(new Event.LearnerGone(A));
        assertThat(changing.state()).isEqualTo(PeerState.LEADING);
        changing.on(new Event.LearnerGone(Reconfigurations.D));
        assertThat(changing.state())
                .as("2 and 3 are a quorum of the old configuration, and none of the next one")
                .isEqualTo(PeerState.LOOKING);
    }

    @Test
    void weightsDecideWhichConnectionIsNeeded() {
        String weights = "group.1=1:2:3\nweight.1=0\nweight.2=1\nweight.3=1";
        PeerCore weighed = Scenes.establishedLeader(member(3, THREE + weights));
        Scenes.joins(weighed, A, 1);
        weighed.on(new Event.LearnerGone(A));
        assertThat(weighed.state()).isEqualTo(PeerState.LEADING);
        Scenes.joins(weighed, C, 1);
        weighed.on(new Event.LearnerGone(B));
        assertThat(weighed.state()).as("1 has no weight").isEqualTo(PeerState.LOOKING);
    }

    @Test
    void pendingTxnIsNotCommittedWhenItResigns() {
        leader.on(new Event.Submitted(ZXID, TXN));
        leader.on(new Event.Durable(ZXID));
        assertThat(leader.on(new Event.LearnerGone(B))).noneMatch(CommitUpTo.class::isInstance);
        assertThat(leader.on(new Event.Tick(50))).noneMatch(CommitUpTo.class::isInstance);
    }

    @Test
    void leaderThatHandsOverWithoutAQuorumTakesNoPartInTheNextElection() {
        leader.on(new Event.Submitted(ZXID, TXN));
        leader.on(new Event.HandOver("stop", true));
        assertThat(leader.on(new Event.LearnerGone(B))).noneMatch(Effect.Notify.class::isInstance);
        assertThat(leader.isWithdrawn()).isTrue();
    }

    @Test
    void doesNotServeWithTooFewConnectionsAlthoughAQuorumHasAcked() {
        PeerCore five = member(5, THREE + "server.4=d:1:2:participant\nserver.5=e:1:2:participant");
        five.start();
        for (long sid = 1; sid <= 4; sid++) {
            five.on(vote(sid, PeerState.LOOKING, 5, 1, 0));
        }
        five.on(from(A, hello(1, 0)));
        five.on(from(B, hello(2, 0)));
        five.on(new Event.AcceptedEpochSaved(1));
        five.on(from(A, new AckEpoch(0, 0)));
        five.on(from(B, new AckEpoch(0, 0)));
        five.on(new Event.CurrentEpochSaved(1));
        five.on(from(A, new Ack(Zxid.of(1, 0))));
        five.on(new Event.LearnerGone(A));
        assertThat(five.on(from(B, new Ack(Zxid.of(1, 0))))).noneMatch(Serve.class::isInstance);
        assertThat(five.state()).isEqualTo(PeerState.LOOKING);
    }
}
