// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab;

import static io.paddock.zab.Scenes.A;
import static io.paddock.zab.Scenes.B;
import static io.paddock.zab.Scenes.TXN;
import static io.paddock.zab.Scenes.from;
import static io.paddock.zab.Scenes.fromLeader;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LeaderMessage.Commit;
import io.paddock.protocol.quorum.LeaderMessage.CommitAndActivate;
import io.paddock.protocol.quorum.LeaderMessage.Diff;
import io.paddock.protocol.quorum.LeaderMessage.Inform;
import io.paddock.protocol.quorum.LeaderMessage.InformAndActivate;
import io.paddock.protocol.quorum.LeaderMessage.LeaderInfo;
import io.paddock.protocol.quorum.LeaderMessage.NewLeader;
import io.paddock.protocol.quorum.LeaderMessage.Ping;
import io.paddock.protocol.quorum.LeaderMessage.Proposal;
import io.paddock.protocol.quorum.LeaderMessage.Revalidated;
import io.paddock.protocol.quorum.LeaderMessage.Synced;
import io.paddock.protocol.quorum.LeaderMessage.Trunc;
import io.paddock.protocol.quorum.LeaderMessage.UpToDate;
import io.paddock.protocol.quorum.LearnerInfo;
import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.protocol.quorum.LearnerMessage.Ack;
import io.paddock.protocol.quorum.LearnerMessage.AckEpoch;
import io.paddock.protocol.quorum.LearnerMessage.Hello;
import io.paddock.protocol.quorum.LearnerMessage.Pong;
import io.paddock.protocol.quorum.LearnerMessage.Request;
import io.paddock.protocol.quorum.LearnerMessage.Revalidate;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Effect.CloseLearner;
import io.paddock.zab.door.Effect.CommitUpTo;
import io.paddock.zab.door.Effect.DeliverToLearner;
import io.paddock.zab.door.Effect.ToLeader;
import io.paddock.zab.door.Effect.ToLearner;
import io.paddock.zab.door.Event;
import io.paddock.zab.door.FirstEpoch;
import io.paddock.zab.door.Settings;
import io.paddock.zab.member.DiskState;
import io.paddock.zab.member.Rules;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Member 1 follows member 2 in epoch 2. It serves observers 8 and 9, which connect over A and B. */
class ObserverMasterTest {
    private static final long Z1 = Zxid.of(2, 1);
    private static final long Z2 = Zxid.of(2, 2);
    private static final EnsembleConfig CONFIG = EnsembleConfig.parse(
            Scenes.CONFIG.payload().text().lines().limit(3).reduce("", (text, line) -> text + line + "\n")
                    + "server.8=d:1:2:observer\nserver.9=e:1:2:observer");

    private final PeerCore core = follower(true);

    private static PeerCore follower(boolean isMaster) {
        return follower(isMaster, false);
    }

    private static PeerCore follower(boolean isMaster, boolean isDynamic) {
        Settings settings = new Settings(
                1,
                Scenes.TICK_MILLIS,
                10,
                5,
                200,
                60_000,
                500,
                isDynamic,
                false,
                -1,
                10,
                100,
                10,
                isMaster,
                FirstEpoch.AT_ONCE);
        PeerCore core = new PeerCore(settings, Rules.ZAB, DiskState.EMPTY, CONFIG, CONFIG);
        Scenes.follower(core);
        core.on(fromLeader(new LeaderInfo(2, LearnerInfo.PROTOCOL_VERSION)));
        core.on(new Event.AcceptedEpochSaved(2));
        core.on(fromLeader(new Diff(0)));
        core.on(fromLeader(new NewLeader(2, null)));
        core.on(new Event.CurrentEpochSaved(2));
        core.on(fromLeader(new UpToDate()));
        assertThat(core.establishedEpoch()).isEqualTo(2);
        return core;
    }

    private void joins(long link, long sid) {
        core.on(from(link, Scenes.observing(sid)));
        core.on(from(link, new AckEpoch(0, AckEpoch.NOT_COUNTED)));
        core.on(from(link, new Ack(Zxid.of(2, 0))));
    }

    private void commits(long zxid) {
        core.on(fromLeader(new Proposal(zxid, TXN)));
        core.on(fromLeader(new Commit(zxid)));
    }

    private static ToLearner to(long link, LeaderMessage message) {
        return new ToLearner(link, message);
    }

    @Test
    void observerIsSynchronisedAndThenInformedOfEachCommit() {
        core.on(fromLeader(new Proposal(Z1, TXN)));
        assertThat(core.on(from(A, Scenes.observing(8))))
                .containsExactly(to(A, new LeaderInfo(2, LearnerInfo.PROTOCOL_VERSION)));
        assertThat(core.on(from(A, new AckEpoch(0, AckEpoch.NOT_COUNTED))))
                .containsExactly(to(A, new Diff(0)), to(A, new NewLeader(2, CONFIG.payload())));
        // A proposal is not sent to observers. A commit is sent at once, also to an observer that is not up
        // to date yet.
        assertThat(core.on(fromLeader(new Commit(Z1)))).containsExactly(new CommitUpTo(Z1), to(A, new Inform(Z1, TXN)));
        assertThat(core.syncedObservers()).isZero();
        assertThat(core.on(from(A, new Ack(Zxid.of(2, 0))))).containsExactly(to(A, new UpToDate()));
        assertThat(core.on(from(A, new Ack(Zxid.of(2, 0))))).isEmpty();
        assertThat(core.syncedObservers()).isOne();
        assertThat(core.on(fromLeader(new Proposal(Z2, TXN)))).noneMatch(ToLearner.class::isInstance);
        assertThat(core.on(fromLeader(new Commit(Z2)))).containsExactly(new CommitUpTo(Z2), to(A, new Inform(Z2, TXN)));
    }

    @Test
    void sendsMissingTxnsToAnObserverBehindAndTruncatesOneAhead() {
        commits(Z1);
        commits(Z2);
        core.on(from(A, Scenes.observing(8)));
        assertThat(core.on(from(A, new AckEpoch(Z1, AckEpoch.NOT_COUNTED))))
                .startsWith(to(A, new Diff(Z2)), to(A, new Proposal(Z2, TXN)), to(A, new Commit(Z2)));
        core.on(from(B, Scenes.observing(9)));
        assertThat(core.on(from(B, new AckEpoch(Zxid.of(2, 3), AckEpoch.NOT_COUNTED))))
                .startsWith(to(B, new Trunc(Z2)));
    }

    @Test
    void observerWithACommitThatWeMissWaitsUntilWeHaveIt() {
        commits(Z1);
        core.on(fromLeader(new Proposal(Z2, TXN)));
        core.on(from(A, Scenes.observing(8)));
        assertThat(core.on(from(A, new AckEpoch(Z2, AckEpoch.NOT_COUNTED)))).isEmpty();
        assertThat(core.on(fromLeader(new Commit(Z2))))
                .containsExactly(new CommitUpTo(Z2), to(A, new Diff(Z2)), to(A, new NewLeader(2, CONFIG.payload())));
    }

    @Test
    void servesOnlyConfiguredObserversAndOnlyIfEnabled() {
        assertThat(core.on(from(A, Scenes.hello(3, 0))))
                .allMatch(CloseLearner.class::isInstance)
                .hasSize(1);
        assertThat(core.on(from(A, Scenes.observing(7))))
                .allMatch(CloseLearner.class::isInstance)
                .hasSize(1);
        assertThat(core.on(from(A, new Hello(true, 0, new LearnerInfo(8, LearnerInfo.PROTOCOL_VERSION, Z1)))))
                .allMatch(CloseLearner.class::isInstance)
                .hasSize(1);
        assertThat(follower(false).on(from(A, Scenes.observing(8))))
                .allMatch(CloseLearner.class::isInstance)
                .hasSize(1);
    }

    @Test
    void refusesAnObserverThatAcksATxnOrSpeaksTooEarly() {
        joins(A, 8);
        assertThat(core.on(from(A, new Ack(Z1))))
                .allMatch(CloseLearner.class::isInstance)
                .hasSize(1);
        core.on(from(B, Scenes.observing(9)));
        assertThat(core.on(from(B, new Pong(0, List.of()))))
                .allMatch(CloseLearner.class::isInstance)
                .hasSize(1);
    }

    @Test
    void answersGoToTheObserverThatAsked() {
        joins(A, 8);
        joins(B, 9);
        LearnerMessage sync = new Request(77, 5, OpCode.SYNC.code(), Payload.EMPTY, null);
        LearnerMessage revalidate = new Revalidate(77, 4000);
        assertThat(core.on(from(B, sync))).containsExactly(new ToLeader(1, sync));
        core.on(new Event.Forwarded(sync));
        core.on(from(A, sync));
        assertThat(core.on(fromLeader(new Synced()))).containsExactly(to(B, new Synced()));
        assertThat(core.on(fromLeader(new Synced()))).containsExactly(new DeliverToLearner(new Synced()));
        assertThat(core.on(fromLeader(new Synced()))).containsExactly(to(A, new Synced()));

        assertThat(core.on(from(A, revalidate))).containsExactly(new ToLeader(1, revalidate));
        core.on(new Event.Forwarded(revalidate));
        core.on(from(B, new Revalidate(78, 4000)));
        assertThat(core.on(fromLeader(new Revalidated(78, true)))).containsExactly(to(B, new Revalidated(78, true)));
        assertThat(core.on(fromLeader(new Revalidated(77, true)))).containsExactly(to(A, new Revalidated(77, true)));
        assertThat(core.on(fromLeader(new Revalidated(77, false))))
                .containsExactly(new DeliverToLearner(new Revalidated(77, false)));
    }

    @Test
    void answerForADisconnectedObserverIsDropped() {
        joins(A, 8);
        core.on(from(A, new Request(77, 5, OpCode.SYNC.code(), Payload.EMPTY, null)));
        core.on(new Event.LearnerGone(A));
        assertThat(core.on(fromLeader(new Synced()))).isEmpty();
        assertThat(core.syncedObservers()).isZero();
    }

    @Test
    void pingsObserversAndDeliversTheirPongsToItsServer() {
        joins(A, 8);
        commits(Z1);
        core.on(new Event.Tick(0));
        assertThat(core.on(new Event.Tick(Scenes.TICK_MILLIS / 2))).containsExactly(to(A, new Ping(Z1)));
        Pong pong = new Pong(Z1, List.of());
        assertThat(core.on(from(A, pong))).containsExactly(new Effect.DeliverToLeader(A, pong));
    }

    @Test
    void forwardsAReconfigurationAndAppliesItToLaterObservers() {
        PeerCore dynamic = follower(true, true);
        String members = CONFIG.payload()
                .text()
                .lines()
                .filter(line -> line.startsWith("server."))
                .collect(Collectors.joining("\n"));
        EnsembleConfig next =
                EnsembleConfig.parse(members + "\nserver.7=f:1:2:observer").withVersion(Z1);
        Payload txn = Scenes.reconfiguration(next);
        dynamic.on(from(A, Scenes.observing(8)));
        dynamic.on(from(A, new AckEpoch(0, AckEpoch.NOT_COUNTED)));
        dynamic.on(fromLeader(new Proposal(Z1, txn)));
        assertThat(dynamic.on(fromLeader(new CommitAndActivate(Z1, 2))))
                .startsWith(new CommitUpTo(Z1), to(A, new InformAndActivate(Z1, 2, txn)));
        assertThat(dynamic.committed()).isEqualTo(next);
        dynamic.on(from(B, Scenes.observing(7)));
        assertThat(dynamic.on(from(B, new AckEpoch(Z1, AckEpoch.NOT_COUNTED))))
                .containsExactly(to(B, new Diff(Z1)), to(B, new NewLeader(2, next.payload())));
    }

    @Test
    void closesItsObserversWhenItLosesTheLeader() {
        joins(A, 8);
        assertThat(core.on(new Event.LeaderGone(1)))
                .anyMatch(each -> each instanceof CloseLearner close && close.link() == A);
        assertThat(core.on(from(A, new Pong(0, List.of())))).allMatch(CloseLearner.class::isInstance);
    }
}
