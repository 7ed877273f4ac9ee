// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab;

import static io.paddock.zab.Scenes.A;
import static io.paddock.zab.Scenes.TXN;
import static io.paddock.zab.Scenes.from;
import static io.paddock.zab.Scenes.hello;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.LearnerMessage.Ack;
import io.paddock.protocol.quorum.LearnerMessage.AckEpoch;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Effect.CommitUpTo;
import io.paddock.zab.door.Event;
import io.paddock.zab.door.Settings;
import io.paddock.zab.ensemble.Oracle;
import io.paddock.zab.member.DiskState;
import io.paddock.zab.member.Rules;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * Two voters, 1 and 2, and an oracle: it tells which of them continues while the other is down. The tests
 * look at member 2.
 */
class OracleTest {
    private static final EnsembleConfig TWO = two("");
    private static final long ZXID = Zxid.of(1, 1);

    private final AtomicBoolean saysYes = new AtomicBoolean(true);
    private final PeerCore core = member(TWO, DiskState.EMPTY);
    private long clockMillis;

    private static EnsembleConfig two(String more) {
        return EnsembleConfig.parse("server.1=a:1:2:participant\nserver.2=b:1:2:participant\n" + more);
    }

    private PeerCore member(EnsembleConfig config, DiskState disk) {
        Settings settings = Settings.of(2, Scenes.TICK_MILLIS, 10, 5);
        return new PeerCore(settings, Rules.ZAB.with(new Oracle(saysYes::get)), disk, config, config);
    }

    private void passes(PeerCore member, long millis) {
        for (long end = clockMillis + millis; clockMillis < end; clockMillis += 50) {
            member.on(new Event.Tick(clockMillis));
        }
    }

    private void leadsAlone() {
        core.start();
        passes(core, 1_000);
        core.on(new Event.AcceptedEpochSaved(1));
        core.on(new Event.CurrentEpochSaved(1));
        assertThat(core.establishedEpoch()).isEqualTo(1);
    }

    private void isFollowedByTheOther() {
        core.on(from(A, hello(1, 0)));
        core.on(from(A, new AckEpoch(0, 0)));
        core.on(from(A, new Ack(Zxid.of(1, 0))));
    }

    @Test
    void leadsAloneIfTheOracleAllowsIt() {
        leadsAlone();
        core.on(new Event.Submitted(ZXID, TXN));
        assertThat(core.on(new Event.Durable(ZXID))).contains(new CommitUpTo(ZXID));
    }

    @Test
    void waitsIfTheOracleForbidsIt() {
        saysYes.set(false);
        core.start();
        passes(core, 5_000);
        assertThat(core.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void waitsSomeTimeForTheOtherVoterFirst() {
        core.start();
        passes(core, 400);
        assertThat(core.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void ensembleOfThreeDoesNotAskTheOracle() {
        PeerCore one = member(two("server.3=c:1:2:participant\n"), DiskState.EMPTY);
        one.start();
        passes(one, 5_000);
        assertThat(one.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void bothVotersMustAckWhileTheOtherIsInSync() {
        leadsAlone();
        isFollowedByTheOther();
        core.on(new Event.Submitted(ZXID, TXN));
        assertThat(core.on(new Event.Durable(ZXID))).isEmpty();
        assertThat(core.on(from(A, new Ack(ZXID)))).contains(new CommitUpTo(ZXID));
    }

    @Test
    void commitsPendingTxnsWithoutTheOtherIfTheOracleAllowsIt() {
        leadsAlone();
        isFollowedByTheOther();
        core.on(new Event.Submitted(ZXID, TXN));
        core.on(new Event.Durable(ZXID));
        assertThat(core.on(new Event.LearnerGone(A))).noneMatch(CommitUpTo.class::isInstance);
        assertThat(core.on(new Event.Tick(clockMillis + 10))).contains(new CommitUpTo(ZXID));
    }

    @Test
    void resignsAtOnceWithoutCommitIfTheOtherLeavesAndTheOracleForbidsIt() {
        leadsAlone();
        isFollowedByTheOther();
        core.on(new Event.Submitted(ZXID, TXN));
        core.on(new Event.Durable(ZXID));
        saysYes.set(false);
        assertThat(core.on(new Event.LearnerGone(A))).noneMatch(CommitUpTo.class::isInstance);
        assertThat(core.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void handsOverToTheOtherIfTheOracleForbidsItself() {
        leadsAlone();
        isFollowedByTheOther();
        saysYes.set(false);
        assertThat(core.on(new Event.HandOver("stop", true))).anyMatch(Effect.Notify.class::isInstance);
        assertThat(core.isWithdrawn()).isFalse();
    }

    @Test
    void handsOverToNobodyIfTheOracleAllowsOnlyItself() {
        leadsAlone();
        isFollowedByTheOther();
        core.on(new Event.HandOver("stop", true));
        assertThat(core.isWithdrawn()).isTrue();
    }

    @Test
    void resignsWithoutTheOtherWhenTheOracleForbidsIt() {
        leadsAlone();
        isFollowedByTheOther();
        core.on(new Event.LearnerGone(A));
        passes(core, 5L * Scenes.TICK_MILLIS);
        assertThat(core.state()).isEqualTo(PeerState.LEADING);
        saysYes.set(false);
        passes(core, 5L * Scenes.TICK_MILLIS);
        assertThat(core.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void returningVoterFollowsTheLoneLeaderUnlessTheOracleAllowsItToLead() {
        Event leads = Scenes.vote(1, PeerState.LEADING, 1, 0, 1, 1, TWO);
        core.start();
        core.on(leads);
        assertThat(core.state())
                .as("told both to lead, they part: as with ZooKeeper")
                .isEqualTo(PeerState.LOOKING);
        saysYes.set(false);
        core.on(leads);
        assertThat(core.state()).isEqualTo(PeerState.FOLLOWING);
    }

    @Test
    void doesNotServeIfTheOtherVoterHasANewerHistory() {
        core.start();
        passes(core, 650);
        assertThat(core.state()).isEqualTo(PeerState.LEADING);
        core.on(from(A, hello(1, 0)));
        core.on(new Event.AcceptedEpochSaved(1));
        core.on(from(A, new AckEpoch(Zxid.of(0, 5), 0)));
        passes(core, 5L * Scenes.TICK_MILLIS);
        assertThat(core.on(new Event.CurrentEpochSaved(1))).noneMatch(Effect.Serve.class::isInstance);
        assertThat(core.establishedEpoch()).isEqualTo(-1);
    }
}
