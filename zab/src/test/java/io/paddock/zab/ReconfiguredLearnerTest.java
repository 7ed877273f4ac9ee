// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab;

import static io.paddock.zab.Reconfigurations.FIRST;
import static io.paddock.zab.Reconfigurations.WITH_4;
import static io.paddock.zab.Reconfigurations.ZXID;
import static io.paddock.zab.Reconfigurations.config;
import static io.paddock.zab.Reconfigurations.follower;
import static io.paddock.zab.Reconfigurations.servingFollower;
import static io.paddock.zab.Reconfigurations.txn;
import static io.paddock.zab.Scenes.TXN;
import static io.paddock.zab.Scenes.fromLeader;
import static io.paddock.zab.Scenes.vote;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LeaderMessage.Commit;
import io.paddock.protocol.quorum.LeaderMessage.CommitAndActivate;
import io.paddock.protocol.quorum.LeaderMessage.Diff;
import io.paddock.protocol.quorum.LeaderMessage.InformAndActivate;
import io.paddock.protocol.quorum.LeaderMessage.LeaderInfo;
import io.paddock.protocol.quorum.LeaderMessage.NewLeader;
import io.paddock.protocol.quorum.LeaderMessage.Proposal;
import io.paddock.protocol.quorum.LeaderMessage.Snap;
import io.paddock.protocol.quorum.LeaderMessage.Trunc;
import io.paddock.protocol.quorum.LeaderMessage.UpToDate;
import io.paddock.protocol.quorum.LearnerInfo;
import io.paddock.protocol.quorum.LearnerMessage.Ack;
import io.paddock.protocol.quorum.LearnerMessage.Hello;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Effect.Configure;
import io.paddock.zab.door.Event;
import io.paddock.zab.door.Settings;
import io.paddock.zab.member.DiskState;
import io.paddock.zab.member.Rules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a reconfiguration counts for a follower or an observer, and which leader it follows afterwards. */
class ReconfiguredLearnerTest {
    /**
     * Each file writes the leader's address in its own way. The file of member 1 says that 2 is at b; the
     * leader's own file has a wildcard.
     */
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "[::]", "localhost", "127.0.0.1", "10.0.0.2", "B."})
    void keepsFollowingALeaderWhoseOwnLineIsWrittenDifferently(String host) {
        assertThat(stateAfterNewLeaderTells(FIRST.text().replace("server.2=b:", "server.2=" + host + ":")))
                .isEqualTo(PeerState.FOLLOWING);
    }

    @Test
    void leavesALeaderThatHasAnotherPortOrIsNoVoterAnyMore() {
        assertThat(stateAfterNewLeaderTells(FIRST.text().replace("server.2=b:1:", "server.2=b:7:")))
                .isEqualTo(PeerState.LOOKING);
        assertThat(stateAfterNewLeaderTells(
                        FIRST.text().replace("server.2=b:1:2:participant", "server.2=b:1:2:observer")))
                .isEqualTo(PeerState.LOOKING);
    }

    // The configuration is from files. This leader gives it its first version.
    private static PeerState stateAfterNewLeaderTells(String text) {
        EnsembleConfig told = EnsembleConfig.parse(text).withVersion(Zxid.of(2, 0));
        PeerCore core = follower(new DiskState(0, 1, 1), FIRST);
        core.on(fromLeader(new Diff(0)));
        core.on(fromLeader(new NewLeader(2, told.payload())));
        core.on(new Event.CurrentEpochSaved(2));
        core.on(fromLeader(new UpToDate()));
        return core.state();
    }

    @Test
    void followerNotesAProposedConfigurationBeforeItLogsIt() {
        PeerCore core = servingFollower();
        long zxid = Zxid.of(2, 1);
        EnsembleConfig next = config(zxid, 1, 2, 3, 4);
        assertThat(core.on(fromLeader(new Proposal(zxid, txn(next)))))
                .containsExactly(new Configure(FIRST, next), new Effect.Append(zxid, txn(next)));
        assertThat(core.on(fromLeader(new CommitAndActivate(zxid, 2))))
                .containsExactly(new Effect.CommitUpTo(zxid), new Configure(next, next));
        assertThat(core.state()).isEqualTo(PeerState.FOLLOWING);
    }

    @Test
    void followsTheDesignatedLeaderWithoutAnElection() {
        PeerCore core = servingFollower();
        long zxid = Zxid.of(2, 1);
        core.on(fromLeader(new Proposal(zxid, txn(config(zxid, 1, 3)))));
        core.on(new Event.Durable(zxid));
        assertThat(core.on(fromLeader(new CommitAndActivate(zxid, 3))))
                .contains(new Effect.CloseLeader(1), new Effect.Connect(2, 3))
                .noneMatch(Effect.Notify.class::isInstance);
        assertThat(core.on(vote(2, PeerState.LOOKING, 2, 5, 2)))
                .as("who asks is told what the next election would be told")
                .hasSize(1);
    }

    @Test
    void designatedMemberLeadsWhenItsCopyIsDurable() {
        PeerCore core = servingFollower();
        long zxid = Zxid.of(2, 1);
        core.on(fromLeader(new Proposal(zxid, txn(config(zxid, 1, 3)))));
        core.on(fromLeader(new CommitAndActivate(zxid, 1)));
        assertThat(core.state()).as("our own copy is not durable yet").isEqualTo(PeerState.LOOKING);
        core.on(new Event.Durable(zxid));
        assertThat(core.state()).isEqualTo(PeerState.LEADING);
    }

    @Test
    void voterThatBecomesAnObserverReconnectsAsObserver() {
        PeerCore core = servingFollower();
        long zxid = Zxid.of(2, 1);
        EnsembleConfig next = EnsembleConfig.parse(
                "server.1=a:1:2:observer\nserver.2=b:1:2\nserver.3=c:1:2\nversion=" + Long.toHexString(zxid));
        core.on(fromLeader(new Proposal(zxid, txn(next))));
        core.on(new Event.Durable(zxid));
        core.on(fromLeader(new CommitAndActivate(zxid, 2)));
        assertThat(core.state()).isEqualTo(PeerState.OBSERVING);
        assertThat(core.on(new Event.LeaderConnected(2)))
                .containsExactly(new Effect.ToLeader(
                        2, new Hello(true, 2, new LearnerInfo(1, LearnerInfo.PROTOCOL_VERSION, zxid))));
    }

    @Test
    void observerThatBecomesAVoterReconnectsAsFollower() {
        EnsembleConfig before =
                EnsembleConfig.parse("server.1=a:1:2:observer\nserver.2=b:1:2\nserver.3=c:1:2\nversion=100000000");
        PeerCore core = Scenes.follower(Scenes.dynamic(1, new DiskState(0, 2, 2), before, before));
        for (LeaderMessage said : List.of(
                new LeaderInfo(2, LearnerInfo.PROTOCOL_VERSION),
                new Diff(0),
                new NewLeader(2, before.payload()),
                new UpToDate())) {
            core.on(fromLeader(said));
        }
        assertThat(core.state()).isEqualTo(PeerState.OBSERVING);
        long zxid = Zxid.of(2, 1);
        core.on(fromLeader(new InformAndActivate(zxid, 2, txn(config(zxid, 1, 2, 3)))));
        core.on(new Event.Durable(zxid));
        assertThat(core.state()).isEqualTo(PeerState.FOLLOWING);
        assertThat(core.on(new Event.LeaderConnected(2)))
                .containsExactly(new Effect.ToLeader(
                        2, new Hello(false, 2, new LearnerInfo(1, LearnerInfo.PROTOCOL_VERSION, zxid))));
    }

    @Test
    void observerThatTheLeadersHistoryMakesAVoterReconnectsAsFollower() {
        EnsembleConfig before =
                EnsembleConfig.parse("server.1=a:1:2:observer\nserver.2=b:1:2\nserver.3=c:1:2\nversion=100000000");
        PeerCore core = Scenes.follower(Scenes.dynamic(1, new DiskState(0, 2, 2), before, before));
        EnsembleConfig next = config(ZXID, 1, 2, 3);
        core.on(fromLeader(new LeaderInfo(2, LearnerInfo.PROTOCOL_VERSION)));
        core.on(fromLeader(new Diff(ZXID)));
        core.on(fromLeader(new Proposal(ZXID, txn(next))));
        core.on(fromLeader(new Commit(ZXID)));
        core.on(fromLeader(new NewLeader(2, next.payload())));
        assertThat(core.on(new Event.Durable(ZXID)))
                .contains(new Effect.Become(PeerState.FOLLOWING, 2, "designated"))
                .doesNotContain(new Effect.ToLeader(1, new Ack(Zxid.of(2, 0))));
    }

    @Test
    void activationDuringSynchronisationIsFoundAnywhereInTheQueue() {
        PeerCore core = follower(new DiskState(0, 1, 1), FIRST);
        long one = Zxid.of(2, 1);
        long two = Zxid.of(2, 2);
        EnsembleConfig next = config(two, 1, 2, 3, 4);
        core.on(fromLeader(new Diff(0)));
        core.on(fromLeader(new Proposal(one, TXN)));
        core.on(fromLeader(new Proposal(two, txn(next))));
        core.on(fromLeader(new NewLeader(2, FIRST.payload())));
        core.on(fromLeader(new Commit(one)));
        assertThat(core.on(fromLeader(new CommitAndActivate(two, 2)))).containsExactly(new Configure(next, next));
    }

    @Test
    void upToDateDoesNotActivateAConfigurationThatIsOnlyProposed() {
        PeerCore core = follower(new DiskState(0, 1, 1), FIRST);
        long zxid = Zxid.of(2, 1);
        EnsembleConfig next = config(zxid, 1, 2, 3, 4);
        core.on(fromLeader(new Diff(0)));
        core.on(fromLeader(new Proposal(zxid, txn(next))));
        core.on(fromLeader(new NewLeader(2, next.payload())));
        core.on(new Event.CurrentEpochSaved(2));
        core.on(fromLeader(new UpToDate()));
        assertThat(core.committed()).isEqualTo(FIRST);
        assertThat(core.lastSeen()).isEqualTo(next);
    }

    @Test
    void truncatedReconfigurationIsNoLongerProposed() {
        EnsembleConfig dead = config(Zxid.of(1, 7), 1, 2);
        PeerCore core = follower(new DiskState(Zxid.of(1, 7), 1, 1), dead);
        assertThat(core.lastSeen()).isEqualTo(dead);
        core.on(fromLeader(new Trunc(Zxid.of(1, 6))));
        core.on(fromLeader(new NewLeader(2, null)));
        assertThat(core.on(new Event.Truncated(Zxid.of(1, 6)))).contains(new Configure(FIRST, FIRST));
    }

    @Test
    void configurationInAFileThatIsNotInTheLogDoesNotCount() {
        PeerCore core = Scenes.dynamic(1, new DiskState(Zxid.of(1, 6), 1, 1), FIRST, config(Zxid.of(1, 7), 1, 2));
        assertThat(core.lastSeen()).isEqualTo(FIRST);
    }

    @Test
    void snapshotBringsTheConfigurationThatItsHistoryProposes() {
        PeerCore core = follower(new DiskState(0, 1, 1), FIRST);
        core.on(fromLeader(new Snap(Zxid.of(1, 9))));
        assertThat(core.on(new Event.SnapshotInstalled(Zxid.of(1, 9), WITH_4))).contains(new Configure(FIRST, WITH_4));
        core.on(new Event.LeaderGone(1));
        assertThat(core.lastSeen()).isEqualTo(WITH_4);
    }

    @Test
    void reconfigurationInTheKeptLogIsStillProposed() {
        PeerCore core = servingFollower();
        long zxid = Zxid.of(2, 1);
        EnsembleConfig next = config(zxid, 1, 2, 3, 4);
        core.on(fromLeader(new Proposal(zxid, txn(next))));
        core.on(new Event.Durable(zxid));
        core.on(new Event.LeaderGone(1));
        core.on(vote(3, PeerState.FOLLOWING, 2, 3, 2));
        core.on(vote(2, PeerState.LEADING, 2, 3, 2));
        core.on(new Event.LeaderConnected(2));
        for (LeaderMessage said : List.of(
                new LeaderInfo(2, LearnerInfo.PROTOCOL_VERSION),
                new Trunc(0),
                new Proposal(zxid, txn(next)),
                new NewLeader(2, FIRST.payload()))) {
            core.on(new Event.LeaderSaid(2, said));
        }
        assertThat(core.lastSeen()).isEqualTo(next);
    }

    @Test
    void logProposesNothingIfReconfigurationIsDisabled() {
        DiskState disk = new DiskState(ZXID, 1, 1);
        Settings off = Settings.of(1, Scenes.TICK_MILLIS, 10, 5);
        assertThat(new PeerCore(off, Rules.ZAB, disk, Scenes.CONFIG, WITH_4).lastSeen())
                .isEqualTo(Scenes.CONFIG);
        assertThat(Scenes.dynamic(1, disk, Scenes.CONFIG, WITH_4).lastSeen()).isEqualTo(WITH_4);
    }
}
