// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.chaos;

import io.paddock.e2e.ensemble.Ensemble;
import io.paddock.e2e.ensemble.Member;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The faults, drawn from a seed: one at a time, or two. When {@link #strike} returns, everything is as it was
 * before.
 */
final class Faults {
    private static final int FLAPS_MAX = 8;
    private static final long DELAY_MILLIS_MAX = 80;

    /** How wrong a clock is: a second, a minute, an hour, a day, a year and more. */
    private static final List<Long> JUMPS_SECONDS = List.of(1L, 60L, 3_600L, 86_400L, 40_000_000L);

    private final Ensemble ensemble;
    private final Machines machines;
    private final Random random;
    private final List<Fault> possible = new ArrayList<>();
    private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);

    Faults(Ensemble ensemble, Machines machines, long seed) {
        this.ensemble = ensemble;
        this.machines = machines;
        this.random = new Random(seed);
        for (Fault fault : Fault.values()) {
            if (!(fault.takesMachines() && !machines.areBuilt())
                    && !(fault.takesDisks() && !machines.haveSmallDisks())) {
                possible.add(fault);
            }
        }
    }

    private enum Fault {
        KILL_LEADER,
        KILL_ANY,
        KILL_ALL,
        KILL_TWICE,
        STOP_SOFTLY,
        PAUSE_LEADER,
        PAUSE_ANY,
        ISOLATE_LEADER,
        ISOLATE_ANY,
        ONE_WAY_TO_LEADER,
        ONE_WAY_FROM_LEADER,
        BRIDGE,
        FLAPPING,
        DROPPED_CONNECTIONS,
        SLOW_LINES,
        LEADER_CUT_OFF_AND_KILLED,
        SLOW_DISK_OF_LEADER,
        SLOW_DISK_OF_ANY,
        SLOW_DISKS,
        HUNG_DISK_OF_LEADER,
        HUNG_DISK_OF_ANY,
        FAILED_SYNCS_OF_LEADER,
        FAILED_SYNCS_OF_ANY,
        CLOCK_OF_LEADER_JUMPS,
        CLOCKS_JUMP,
        RESTARTED_WITH_WRONG_CLOCK,
        FULL_DISK_OF_LEADER,
        FULL_DISK_OF_ANY,
        FULL_DISKS,
        KILLED_ON_FULL_DISK;

        boolean takesMachines() {
            return ordinal() >= SLOW_DISK_OF_LEADER.ordinal() && !takesDisks();
        }

        boolean takesDisks() {
            return ordinal() >= FULL_DISK_OF_LEADER.ordinal();
        }
    }

    /**
     * Causes a fault, lets it last, and ends it.
     * @return a description of the fault
     */
    String strike() {
        ensemble.startAll(); // Apache's servers end themselves when their disk fails, some time after it did.
        Fault fault = possible.get(random.nextInt(possible.size()));
        counts.merge(fault, 1, Integer::sum);
        Member leader = leaderOrAny();
        Member any = any();
        String what = fault + " (leader " + leader.id() + ", any " + any.id() + ")";
        switch (fault) {
            case KILL_LEADER -> killFor(leader, 3_000);
            case KILL_ANY -> killFor(any, 3_000);
            case KILL_ALL -> {
                ensemble.members().forEach(Member::kill);
                last(500);
            }
            case KILL_TWICE -> {
                killFor(any, 1_000);
                any.start();
                last(1_500); // This may be during the synchronisation.
                killFor(any, 1_000);
            }
            case STOP_SOFTLY -> {
                leader.stop();
                last(1_000);
            }
            case PAUSE_LEADER -> pauseFor(leader);
            case PAUSE_ANY -> pauseFor(any);
            case ISOLATE_LEADER -> {
                ensemble.cabling().isolate(leader.id());
                last(5_000);
            }
            case ISOLATE_ANY -> {
                ensemble.cabling().isolate(any.id());
                last(5_000);
            }
            case ONE_WAY_TO_LEADER -> {
                others(leader).forEach(other -> ensemble.cabling().cutOneWay(other.id(), leader.id()));
                last(4_000);
            }
            case ONE_WAY_FROM_LEADER -> {
                others(leader).forEach(other -> ensemble.cabling().cutOneWay(leader.id(), other.id()));
                last(4_000);
            }
            case BRIDGE -> bridge(any);
            case FLAPPING -> flap(any);
            case DROPPED_CONNECTIONS ->
                others(any).forEach(other -> ensemble.cabling().drop(any.id(), other.id()));
            case SLOW_LINES -> {
                others(any).forEach(other -> slow(any, other));
                last(4_000);
            }
            case LEADER_CUT_OFF_AND_KILLED -> {
                ensemble.cabling().isolate(leader.id());
                last(1_000);
                killFor(leader, 500);
                ensemble.cabling().drop(leader.id()); // What the leader sent in the meantime never arrives.
            }
            case SLOW_DISK_OF_LEADER -> slowSyncs(List.of(leader));
            case SLOW_DISK_OF_ANY -> slowSyncs(List.of(any));
            case SLOW_DISKS -> slowSyncs(ensemble.members());
            case HUNG_DISK_OF_LEADER -> hang(leader);
            case HUNG_DISK_OF_ANY -> hang(any);
            case FAILED_SYNCS_OF_LEADER -> failSyncs(leader);
            case FAILED_SYNCS_OF_ANY -> failSyncs(any);
            case CLOCK_OF_LEADER_JUMPS -> {
                jump(leader);
                last(3_000);
            }
            case CLOCKS_JUMP -> {
                ensemble.members().forEach(this::jump);
                last(3_000);
            }
            case RESTARTED_WITH_WRONG_CLOCK -> {
                jump(any);
                killFor(any, 500);
                any.start();
                last(4_000);
            }
            case FULL_DISK_OF_LEADER -> {
                machines.diskOf(leader).fill();
                last(4_000);
            }
            case FULL_DISK_OF_ANY -> {
                machines.diskOf(any).fill();
                last(4_000);
            }
            case FULL_DISKS -> {
                ensemble.members().forEach(each -> machines.diskOf(each).fill());
                last(2_000);
            }
            case KILLED_ON_FULL_DISK -> {
                machines.diskOf(any).fill();
                last(1_500);
                killFor(any, 500);
                any.start();
                last(3_000);
            }
        }
        mend();
        return what;
    }

    /** Starts all members and repairs all connections and machines. */
    void mend() {
        ensemble.cabling().mend();
        machines.mend();
        ensemble.startAll();
    }

    /** The faults until now, and how often each happened. */
    String told() {
        return counts.values().stream().mapToInt(Integer::intValue).sum() + " faults " + counts
                + (machines.haveSmallDisks() ? "" : ", not root: no full disks");
    }

    private void slowSyncs(List<Member> members) {
        long millis = 10L << random.nextInt(8);
        members.forEach(each -> machines.of(each).slowSyncs(millis));
        last(4_000);
    }

    private void hang(Member member) {
        machines.of(member).slowSyncs(TimeUnit.MINUTES.toMillis(1));
        last(6_000);
    }

    private void failSyncs(Member member) {
        machines.of(member).failSyncs();
        last(2_500);
    }

    private void jump(Member member) {
        long seconds = JUMPS_SECONDS.get(random.nextInt(JUMPS_SECONDS.size()));
        machines.of(member).clockAhead(TimeUnit.SECONDS.toMillis(random.nextBoolean() ? seconds : -seconds));
    }

    private void killFor(Member member, int millisMax) {
        member.kill();
        last(millisMax);
    }

    private void pauseFor(Member member) {
        member.pause();
        try {
            last(5_000);
        } finally {
            member.resume();
        }
    }

    // Two halves that cannot reach each other, and one member that reaches both.
    private void bridge(Member bridge) {
        List<Member> rest = others(bridge);
        for (int i = 0; i < rest.size() / 2; i++) {
            for (int j = rest.size() / 2; j < rest.size(); j++) {
                ensemble.cabling().cut(rest.get(i).id(), rest.get(j).id());
            }
        }
        last(5_000);
    }

    private void flap(Member member) {
        int flaps = 1 + random.nextInt(FLAPS_MAX);
        for (int i = 0; i < flaps; i++) {
            ensemble.cabling().isolate(member.id());
            last(600);
            if (random.nextBoolean()) {
                ensemble.cabling().drop(member.id());
            }
            ensemble.cabling().mend();
            last(300);
        }
    }

    private void slow(Member one, Member other) {
        ensemble.cabling().delay(one.id(), other.id(), 1 + random.nextLong(DELAY_MILLIS_MAX));
        ensemble.cabling().delay(other.id(), one.id(), 1 + random.nextLong(DELAY_MILLIS_MAX));
    }

    // The duration of a fault is random. The test does not wait for a state.
    private void last(int millisMax) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(millisMax)));
    }

    private Member leaderOrAny() {
        Member any = any();
        return ensemble.running().stream().filter(Member::leads).findFirst().orElse(any);
    }

    private Member any() {
        return ensemble.members().get(random.nextInt(ensemble.members().size()));
    }

    private List<Member> others(Member member) {
        return ensemble.members().stream().filter(each -> each != member).toList();
    }
}
