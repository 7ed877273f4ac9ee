// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab;

import static io.paddock.zab.Scenes.B;
import static io.paddock.zab.Scenes.CONFIG;
import static io.paddock.zab.Scenes.TXN;
import static io.paddock.zab.Scenes.from;
import static io.paddock.zab.Scenes.hello;
import static io.paddock.zab.Scenes.vote;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Event;
import io.paddock.zab.door.FirstEpoch;
import io.paddock.zab.door.Settings;
import io.paddock.zab.member.BlankDisk;
import io.paddock.zab.member.DiskState;
import io.paddock.zab.member.Rules;
import io.paddock.zab.member.Vote;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Members without data, and what the listed voters that they have not heard from may hold. */
class NewEnsembleTest {
    private static final int WAIT = 1_000;
    private static final long FAR = 20_000_000;

    private static PeerCore member(long sid, DiskState disk) {
        Settings settings = Settings.of(sid, Scenes.TICK_MILLIS, 10, 5).with(new FirstEpoch(WAIT, FAR));
        return new PeerCore(settings, Rules.ZAB, disk, CONFIG, CONFIG);
    }

    private static Event empty(long from) {
        return new Event.Notified(
                from, new Vote(Vote.NOBODY, 0, 0).notification(PeerState.LOOKING, 1, CONFIG.payload()));
    }

    private static List<Effect> passTime(PeerCore core, int fromMillis, int toMillis) {
        List<Effect> effects = new ArrayList<>();
        for (int millis = fromMillis; millis <= toMillis; millis += 20) {
            effects.addAll(core.on(new Event.Tick(millis)));
        }
        return effects;
    }

    private static boolean isVoteFor(Effect effect, long leader) {
        return effect instanceof Effect.Notify told && told.vote().leader() == leader;
    }

    @Test
    void aMemberWithoutDataDoesNotVoteBeforeEveryListedVoterIsKnown() {
        PeerCore core = member(3, DiskState.EMPTY);
        assertThat(core.start())
                .filteredOn(Effect.Notify.class::isInstance)
                .allMatch(each -> isVoteFor(each, Vote.NOBODY));
        core.on(empty(1));
        assertThat(passTime(core, 0, WAIT - 100)).noneMatch(each -> isVoteFor(each, 3));
        assertThat(core.on(empty(2))).anyMatch(each -> isVoteFor(each, 3));
    }

    @Test
    void afterTheWaitItVotesWithoutTheMissingOne() {
        PeerCore core = member(3, DiskState.EMPTY);
        core.start();
        core.on(empty(1));
        assertThat(passTime(core, 0, WAIT + 40)).anyMatch(each -> isVoteFor(each, 3));
    }

    @Test
    void aMemberWithDataVotesAtOnce() {
        assertThat(member(3, new DiskState(Zxid.of(1, 1), 1, 1)).start()).anyMatch(each -> isVoteFor(each, 3));
    }

    @Test
    void anEnsembleWithoutTheMissingOneBeginsAboveAllThatThatOneMayHold() {
        PeerCore core = member(3, DiskState.EMPTY);
        core.start();
        core.on(empty(2));
        passTime(core, 0, WAIT + 40);
        core.on(vote(2, PeerState.LOOKING, 3, 2, 0));
        passTime(core, WAIT + 60, WAIT + 600);
        assertThat(core.state()).isEqualTo(PeerState.LEADING);
        assertThat(core.on(from(B, hello(2, 0)))).contains(new Effect.SaveAcceptedEpoch(FAR));
    }

    @Test
    void beginsFarAboveAVoterWhoseHistoryOfAnEarlierEpochIsKnown() {
        PeerCore core = member(3, DiskState.EMPTY);
        core.start();
        core.on(empty(2));
        passTime(core, 0, WAIT + 40);
        core.on(vote(2, PeerState.LOOKING, 3, 2, 0));
        passTime(core, WAIT + 60, WAIT + 600);
        assertThat(core.state()).isEqualTo(PeerState.LEADING);
        core.on(vote(1, PeerState.LOOKING, 1, Zxid.of(1, 58), 1, 1, CONFIG));
        assertThat(core.on(from(B, hello(2, 0)))).contains(new Effect.SaveAcceptedEpoch(FAR));
    }

    @Test
    void anEnsembleOfAllListedVotersBeginsWithEpochOne() {
        PeerCore core = member(3, DiskState.EMPTY);
        core.start();
        core.on(empty(1));
        core.on(empty(2));
        core.on(vote(1, PeerState.LOOKING, 3, 2, 0));
        core.on(vote(2, PeerState.LOOKING, 3, 2, 0));
        assertThat(core.on(from(B, hello(2, 0)))).contains(new Effect.SaveAcceptedEpoch(1));
    }

    @Test
    void aLeaderWithoutAnyTxnGivesWayToAVoterThatHasData() {
        PeerCore leader = Scenes.establishedLeader();
        leader.on(vote(1, PeerState.LOOKING, 1, 51, 1, 0, CONFIG));
        assertThat(leader.state()).as("a standalone server's data").isEqualTo(PeerState.LOOKING);
        leader.on(vote(2, PeerState.LOOKING, 1, 51, 2, 0, CONFIG));
        leader.on(vote(1, PeerState.LOOKING, 1, 51, 2, 0, CONFIG));
        assertThat(leader.state()).isEqualTo(PeerState.FOLLOWING);
    }

    @Test
    void aLeaderWithATxnDoesNot() {
        PeerCore leader = Scenes.establishedLeader();
        leader.on(new Event.Submitted(Zxid.of(1, 1), TXN));
        leader.on(vote(1, PeerState.LOOKING, 1, 51, 1, 0, CONFIG));
        assertThat(leader.state()).isEqualTo(PeerState.LEADING);
    }

    @Test
    void whereEveryVoterHasLostEverythingTheyAreANewEnsemble() {
        PeerCore core = member(3, DiskState.EMPTY.incomplete());
        assertThat(core.start()).noneMatch(each -> isVoteFor(each, 3));
        core.on(empty(1));
        assertThat(core.on(empty(2))).anyMatch(each -> isVoteFor(each, 3));
    }

    @Test
    void aDamagedMemberIsNotTakenForAnEmptyOne() {
        DiskState damaged = new DiskState(0, 0, 0, true, true, false);
        PeerCore core = member(3, damaged);
        core.start();
        core.on(empty(1));
        assertThat(core.on(empty(2))).noneMatch(each -> isVoteFor(each, 3));
    }

    @Test
    void anEmptyDiskIsDoubtedByAnEpochOfOthers() {
        assertThat(new BlankDisk(true).isDoubtedBy(told(Zxid.of(3, 9), 3))).isTrue();
        assertThat(new BlankDisk(true).isDoubtedBy(told(0, 3))).isTrue();
        assertThat(new BlankDisk(false).isDoubtedBy(told(Zxid.of(3, 9), 3))).isFalse();
        assertThat(new BlankDisk(true).isDoubtedBy(told(51, 0))).isFalse();
    }

    @Test
    void anEmptyDiskIsNotDoubtedByTheEpochThatThisProcessWasAskedToJoin() {
        BlankDisk promised = new BlankDisk(true);
        promised.happened(new Event.AcceptedEpochSaved(1));
        assertThat(promised.isDoubtedBy(told(0, 1))).isFalse();
        assertThat(promised.isDoubtedBy(told(Zxid.of(1, 1), 1))).as("a txn").isTrue();
        assertThat(promised.isDoubtedBy(told(0, 2))).as("a later epoch").isTrue();
    }

    @Test
    void aMemberThatFollowedALeaderIntoItsEpochKnowsWhatItHas() {
        BlankDisk joined = new BlankDisk(true);
        joined.happened(new Event.CurrentEpochSaved(1));
        assertThat(joined.isDoubtedBy(told(Zxid.of(2, 7), 2))).isFalse();
    }

    @Test
    void theFirstEpochGrowsFasterThanElectionsComeAndIsNeverSmall() {
        long now = 1_800_000_000_000L;
        assertThat(FirstEpoch.at(now + 1_000)).isEqualTo(FirstEpoch.at(now) + 2);
        assertThat(FirstEpoch.at(0)).as("a clock that is not set").isGreaterThan(10_000_000);
        assertThat(FirstEpoch.at(Long.MAX_VALUE)).isLessThan(Integer.MAX_VALUE);
    }

    private static Notification told(long zxid, long epoch) {
        return new Vote(2, zxid, epoch).notification(PeerState.LOOKING, 1, CONFIG.payload());
    }
}
