// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Wire;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A million znodes, or {@code -Dlarge.znodes=N}: a member without any joins while a client writes, a leader is killed, another stopped. Prints how
 * long that takes; the figures to go by are those of {@code zkBench.sh compare --only members-join,failover-large}.
 */
@Tag("soak")
class LargeStateTest {
    private static final int ZNODES = Integer.getInteger("large.znodes", 1_000_000);
    private static final int PARENTS = 1_000;
    private static final int BATCH = 1_000;
    private static final int SESSION_MILLIS = 60_000;
    private static final int QUIET_WRITES = 5_000;

    @RegisterExtension
    final Ensembles ensembles = new Ensembles();

    private int acknowledged;

    @Test
    void aMemberWithNothingJoinsAndALeaderIsReplaced() throws Exception {
        Ensemble ensemble = ensembles.startLedBy(
                3,
                EnsembleOptions.of("PPP")
                        .cfg("initLimit=240")
                        .cfg("syncLimit=20")
                        .jvm("-Xmx1200m"));
        Member leader = ensemble.member(3);
        try (Wire wire = leader.wire()) {
            wire.newSession(SESSION_MILLIS);
            fill(wire);
            long[] quiet = new long[QUIET_WRITES];
            for (int i = 0; i < quiet.length; i++) {
                quiet[i] = writeNanos(wire);
            }
            Member empty = ensemble.member(1);
            empty.kill();
            empty.loseData();
            long start = System.nanoTime();
            empty.start();
            long[] during = new long[1 << 20];
            int count = 0;
            while (!empty.serves() && count < during.length) {
                for (int i = 0; i < 50 && count < during.length; i++) {
                    during[count++] = writeNanos(wire);
                }
            }
            assertThat(empty.mode()).isEqualTo("follower");
            System.out.printf(
                    "%d znodes: a member with an empty disk served after %.1f s; p99.9 of the leader's writes was %.1f ms before, %.1f ms meanwhile (%d)%n",
                    ZNODES, seconds(start), p999(quiet, quiet.length), p999(during, count), count);
        }
        long killed = System.nanoTime();
        leader.kill();
        awaitWrite(ensemble, leader);
        System.out.printf("%d znodes: written again %.2f s after the leader was killed%n", ZNODES, seconds(killed));
        leader.start();

        Member next = ensemble.awaitServing();
        long stopped = System.nanoTime();
        next.stop();
        awaitWrite(ensemble, next);
        System.out.printf("%d znodes: written again %.2f s after the leader was stopped%n", ZNODES, seconds(stopped));
        next.start();

        ensemble.awaitServing();
        Agreement.awaitSameZxid(ensemble.running());
        for (Member member : ensemble.running()) {
            assertThat(version(member)).as("version of /hot at %s", member).isGreaterThanOrEqualTo(acknowledged);
        }
        Agreement.onDisk(ensemble);
    }

    private void awaitWrite(Ensemble ensemble, Member except) {
        Member other = ensemble.members().stream()
                .filter(member -> member != except)
                .findFirst()
                .orElseThrow();
        await("a write through " + other)
                .atMost(Ensemble.PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .ignoreException(UncheckedIOException.class)
                .until(() -> {
                    try (Wire wire = other.wire()) {
                        return !wire.newSession(SESSION_MILLIS).refused() && writeNanos(wire) > 0;
                    }
                });
    }

    // Writes in doubt may have happened, too; those acknowledged must.
    private static int version(Member member) {
        try (Wire wire = member.wire()) {
            wire.newSession(SESSION_MILLIS);
            ByteBuffer stat =
                    wire.call(Frame.read(1, Frame.EXISTS, "/hot", false)).body();
            return stat.getInt(stat.position() + 32);
        }
    }

    private static void fill(Wire wire) {
        wire.call(Frame.create(1, "/hot", new byte[0], 0));
        for (int from = 0; from < PARENTS; from += BATCH) {
            create(wire, from, Math.min(PARENTS, from + BATCH), i -> "/p" + i);
        }
        for (int from = 0; from < ZNODES; from += BATCH) {
            create(wire, from, Math.min(ZNODES, from + BATCH), i -> "/p" + i % PARENTS + "/n" + i);
        }
    }

    private static void create(Wire wire, int from, int to, IntFunction<String> path) {
        Frame frames = Frame.empty();
        for (int i = from; i < to; i++) {
            frames.raw(Frame.create(i, path.apply(i), new byte[100], 0).bytes());
        }
        wire.send(frames.content());
        for (int i = from; i < to; i++) {
            assertThat(wire.reply().error()).isZero();
        }
    }

    private long writeNanos(Wire wire) {
        long start = System.nanoTime();
        assertThat(wire.call(Frame.setData(2, "/hot", new byte[100])).error()).isZero();
        acknowledged++;
        return System.nanoTime() - start;
    }

    private static double p999(long[] nanos, int count) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[(int) (count * 0.999)] / 1e6;
    }

    private static double seconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e9;
    }
}
