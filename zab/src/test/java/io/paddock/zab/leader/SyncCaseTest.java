// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.zab.door.LogSpot;
import io.paddock.zab.door.Settings;
import io.paddock.zab.leader.SyncCase.Plan;
import io.paddock.zab.member.DiskState;
import io.paddock.zab.member.Member;
import io.paddock.zab.member.RecentProposals;
import io.paddock.zab.member.Rules;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table that decides between DIFF, TRUNC and SNAP. */
class SyncCaseTest {
    private static final long Z_1_9 = Zxid.of(1, 9);

    @Test
    void everyCombinationMatchesExactlyOneRowAndEveryRowIsUsed() {
        Set<SyncCase> met = EnumSet.noneOf(SyncCase.class);
        for (RecentProposals recent :
                List.of(log(0), log(Zxid.of(1, 6), 1, 7, 1, 8, 1, 9, 3, 1, 3, 2), log(Zxid.of(3, 0)))) {
            for (long ours : zxids()) {
                for (long theirs : zxids()) {
                    for (boolean isForced : new boolean[] {false, true}) {
                        for (LogSpot spot : spots(theirs)) {
                            SyncQuestion question = new SyncQuestion(theirs, ours, 3, recent, spot, isForced);
                            List<SyncCase> fitting = Arrays.stream(SyncCase.values())
                                    .filter(each -> each.fits(question))
                                    .toList();
                            assertThat(fitting).as(question.toString()).hasSize(1);
                            met.addAll(fitting);
                        }
                    }
                }
            }
        }
        assertThat(met).containsExactlyInAnyOrder(SyncCase.values());
    }

    @Test
    void agreesWithTheExamplesOfZooKeeper() {
        RecentProposals upTo9 = log(Zxid.of(1, 0), 1, 1, 1, 2, 1, 3, 1, 4, 1, 5, 1, 6, 1, 7, 1, 8, 1, 9);
        assertThat(plan(Z_1_9, Z_1_9, upTo9)).isEqualTo(Plan.DIFF);
        assertThat(plan(Zxid.of(1, 6), Z_1_9, upTo9)).isEqualTo(Plan.DIFF);
        assertThat(plan(Zxid.of(1, 11), Z_1_9, upTo9)).isEqualTo(Plan.TRUNC);
        assertThat(plan(0, Z_1_9, upTo9)).isEqualTo(Plan.SNAP);
        assertThat(plan(0, 0, log(0))).isEqualTo(Plan.DIFF);
        assertThat(plan(-1, Z_1_9, upTo9)).isEqualTo(Plan.SNAP);
    }

    @Test
    void neverTruncatesAcrossEpochs() {
        RecentProposals withEpoch2 = log(Zxid.of(1, 8), 1, 9, 2, 1);
        assertThat(plan(Zxid.of(1, 11), Zxid.of(2, 1), withEpoch2)).isEqualTo(Plan.SNAP);
        // Apache's leader truncates here. A learner that never had 1_9 then stays without it.
        assertThat(plan(Zxid.of(9, 3), Z_1_9, log(Zxid.of(1, 8), 1, 9))).isEqualTo(Plan.SNAP);
    }

    private static Plan plan(long theirs, long ours, RecentProposals recent) {
        return SyncCase.of(new SyncQuestion(theirs, ours, 3, recent, null, false))
                .plan();
    }

    private static long[] zxids() {
        return new long[] {
            -1,
            0,
            Zxid.of(1, 0),
            Zxid.of(1, 5),
            Zxid.of(1, 6),
            Zxid.of(1, 8),
            Z_1_9,
            Zxid.of(1, 10),
            Zxid.of(2, 0),
            Zxid.of(2, 1),
            Zxid.of(3, 0),
            Zxid.of(3, 1),
            Zxid.of(3, 2),
            Zxid.of(3, 3),
            Zxid.of(4, 0),
            Zxid.of(4, 1)
        };
    }

    private static LogSpot[] spots(long zxid) {
        return new LogSpot[] {
            null, new LogSpot(zxid, false, false), new LogSpot(zxid, true, false), new LogSpot(zxid, true, true)
        };
    }

    private static RecentProposals log(long floor, long... epochsAndCounters) {
        long epoch = 10;
        Member member = new Member(
                Settings.of(1, 100, 5, 5),
                Rules.ZAB,
                new DiskState(floor, epoch, epoch),
                EnsembleConfig.parse("server.1=a:1:2"),
                EnsembleConfig.parse("server.1=a:1:2"));
        for (int i = 0; i < epochsAndCounters.length; i += 2) {
            member.ledger().append(Zxid.of(epochsAndCounters[i], epochsAndCounters[i + 1]), Payload.EMPTY);
        }
        return member.ledger().recent();
    }
}
