// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.chaos;

import io.paddock.e2e.ensemble.Ensemble;
import io.paddock.e2e.ensemble.Member;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What goes wrong, drawn from a seed: one fault at a time, or two. Everything is as it was when {@link #strike} returns. */
final class Faults {
    private static final int FLAPS_MAX = 8;
    private static final long DELAY_MILLIS_MAX = 80;

    private final Ensemble ensemble;
    private final Random random;

    Faults(Ensemble ensemble, long seed) {
        this.ensemble = ensemble;
        this.random = new Random(seed);
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
        LEADER_CUT_OFF_AND_KILLED
    }

    /** Brings a fault about, lets it last, and mends it. @return what it was */
    String strike() {
        Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
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
                last(1_500); // Perhaps while it synchronises.
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
                ensemble.cabling().drop(leader.id()); // What it sent meanwhile never arrives.
            }
        }
        mend();
        return what;
    }

    /** Everybody runs, and all lines work. */
    void mend() {
        ensemble.cabling().mend();
        ensemble.startAll();
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

    // Two halves that cannot talk, and one member that talks with both.
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

    // How long things are bad is drawn, not waited for.
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
