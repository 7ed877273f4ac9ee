// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Something that goes wrong at a time, in milliseconds from the start. Members are numbered from 1. */
sealed interface Fault {
    int at();

    /** The process dies. What it wrote stays in the machine's memory, so it survives. */
    record Kill(int at, int member, int downFor) implements Fault {}

    /** The machine dies. A random part of what was not synced is lost, and the last record may be torn. */
    record PowerCut(int at, int member, int downFor) implements Fault {}

    /** The machine dies in the middle of the answer to one event, after this many more effects. */
    record PowerCutAtEffect(int at, int member, int effects, int downFor) implements Fault {}

    /** Several machines die together. */
    record PowerCutOfSome(int at, int memberBits, int downFor) implements Fault {}

    /** The next sync fails. */
    record FailedSync(int at, int member, int downFor) implements Fault {}

    /** Every sync takes this long. */
    record SlowDisk(int at, int member, int syncMillis, int lasts) implements Fault {}

    /** The process stands still, as in a garbage collection or after SIGSTOP. */
    record Pause(int at, int member, int lasts) implements Fault {}

    /** The clock jumps. */
    record ClockJump(int at, int member, int millis) implements Fault {}

    /** Every connection between the two is lost. */
    record Disconnect(int at, int one, int other) implements Fault {}

    /** Nothing gets from one member to the other. The opposite direction is open. */
    record OneWay(int at, int from, int to, int lasts) implements Fault {}

    /** Members in the set and members outside of it do not receive anything from each other. */
    record Partition(int at, int memberBits, int lasts) implements Fault {}

    /** Two sides that reach each other only by way of one member. */
    record Bridge(int at, int memberBits, int bridge, int lasts) implements Fault {}

    /** The current leader is cut off from all others. Nobody else receives its proposals. */
    record LeaderAlone(int at, int lasts) implements Fault {}

    /** The current leader repeatedly loses its connections to a member. */
    record LeaderFlaps(int at, int other, int times, int every) implements Fault {}

    /** The current leader's machine dies after this many more effects. */
    record LeaderPowerCut(int at, int effects, int downFor) implements Fault {}

    /** The leader resigns, as it does when zxids run out. */
    record Resign(int at) implements Fault {}

    /** The leader is asked to stop. It hands over and is stopped. */
    record HandOver(int at, int stopAfter, int downFor) implements Fault {}

    /**
     * A member's disk is lost. The member comes back with an empty one and knows that its history is
     * incomplete.
     */
    record LostDisk(int at, int member, int downFor) implements Fault {}

    /**
     * Disks are lost. Their members come back with empty ones and do not know that they have lost anything.
     * Other members keep their disks and are down for longer.
     */
    record LostDisks(int at, int memberBits, int downFor, int awayBits, int awayFor) implements Fault {}

    /**
     * A member comes back with the disk that it had before the loss, if another history has begun in the
     * meantime.
     */
    record OldDisk(int at, int member, int downFor) implements Fault {}

    /** A member finds that its history cannot be right. */
    record Doubt(int at, int member) implements Fault {}

    /**
     * An operator asks for a reconfiguration. {@code chance} decides its kind, and {@code member} is the
     * member that it concerns.
     */
    record Reconfigure(int at, int member, int chance) implements Fault {}

    /**
     * An operator changes the server lines of all members, without reconfig. {@code chance} decides the kind
     * of change, and {@code member} is the member that it concerns.
     */
    record NewLines(int at, int member, int chance) implements Fault {}

    static List<Fault> draw(SplittableRandom random, Options options) {
        if (random.nextInt(6) == 0) {
            return quarrel(random, options);
        }
        List<Fault> plan = new ArrayList<>();
        int count = random.nextInt(options.faultsMax() + 1);
        for (int i = 0; i < count; i++) {
            plan.add(one(random, options));
        }
        for (int i = options.isDynamic() ? 1 + random.nextInt(5) : 0; i > 0; i--) {
            plan.add(reconfigure(random, options));
        }
        return plan;
    }

    /**
     * Disks are lost, several at once. Members that keep their disks come back later. After that all members
     * may be restarted.
     */
    static List<Fault> losses(SplittableRandom random, Options options) {
        List<Fault> plan = new ArrayList<>(draw(random, options));
        plan.removeIf(each -> each instanceof LostDisk || each instanceof Doubt);
        int all = (1 << options.members()) - 1;
        int at = 600 + random.nextInt(2500);
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int bits = 1 + random.nextInt(all);
            int away = random.nextInt(4) > 0 ? all & ~bits : all & ~bits & random.nextInt(all + 1);
            int awayFor = 500 + random.nextInt(5000);
            plan.add(new LostDisks(at, bits, 50 + random.nextInt(500), away, awayFor));
            if (random.nextInt(3) > 0) {
                plan.add(new PowerCutOfSome(at + awayFor + 200 + random.nextInt(2500), all, 50 + random.nextInt(200)));
            }
            if (random.nextInt(3) == 0) {
                int member = 1 + random.nextInt(options.members());
                plan.add(new OldDisk(at + awayFor + random.nextInt(2500), member, 50 + random.nextInt(500)));
            }
            at += 1000 + random.nextInt(4000);
        }
        return plan;
    }

    /** Many reconfigurations, far more than an operator would ask for. */
    static List<Fault> storm(SplittableRandom random, Options options) {
        List<Fault> plan = new ArrayList<>();
        for (int i = 10 + random.nextInt(30); i > 0; i--) {
            plan.add(reconfigure(random, options));
        }
        return plan;
    }

    /** Several changes of the members' server lines, one after the other. */
    static List<Fault> newLines(SplittableRandom random, Options options) {
        List<Fault> plan = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            plan.add(new NewLines(
                    300 + random.nextInt(options.faultsUntil()),
                    1 + random.nextInt(options.members()),
                    random.nextInt(1000)));
        }
        return plan;
    }

    private static Fault reconfigure(SplittableRandom random, Options options) {
        return new Reconfigure(
                300 + random.nextInt(options.faultsUntil()),
                1 + random.nextInt(options.members()),
                random.nextInt(1000));
    }

    // One leader after the other is cut off or loses power, with proposals that nobody else has. This leaves
    // histories that differ only in their epochs.
    private static List<Fault> quarrel(SplittableRandom random, Options options) {
        List<Fault> plan = new ArrayList<>();
        int at = 300 + random.nextInt(800);
        for (int leaders = 3 + random.nextInt(4); leaders > 0; leaders--) {
            int lasts = 800 + random.nextInt(2500);
            plan.add(
                    random.nextInt(3) > 0
                            ? new LeaderAlone(at, lasts)
                            : new LeaderPowerCut(at, random.nextInt(12), lasts));
            if (random.nextBoolean()) {
                int bits = (1 << options.members()) - 1;
                plan.add(new PowerCutOfSome(at + random.nextInt(1500), bits, 20 + random.nextInt(100)));
            }
            if (options.isDynamic()) {
                plan.add(reconfigure(random, options));
            }
            at += 300 + random.nextInt(1500);
        }
        return plan;
    }

    private static Fault one(SplittableRandom random, Options options) {
        int at = random.nextInt(options.faultsUntil());
        int members = options.members();
        int member = 1 + random.nextInt(members);
        int other = 1 + (member + random.nextInt(members - 1)) % members;
        int bits = 1 + random.nextInt((1 << members) - 2);
        int lasts = 50 + random.nextInt(random.nextBoolean() ? 300 : 3000);
        return switch (random.nextInt(26)) {
            case 0 -> new Kill(at, member, lasts);
            case 1, 2 -> new PowerCut(at, member, lasts);
            case 3, 4, 5 -> new PowerCutAtEffect(at, member, random.nextInt(12), lasts);
            case 6 -> new PowerCutOfSome(at, bits, lasts);
            case 7 -> new FailedSync(at, member, lasts);
            case 8 -> new SlowDisk(at, member, 20 + random.nextInt(800), lasts);
            case 9 -> new Pause(at, member, lasts);
            case 10 -> new ClockJump(at, member, random.nextInt(20_000) - 10_000);
            case 11 -> new Disconnect(at, member, other);
            case 12 -> new OneWay(at, member, other, lasts);
            case 13 -> new Partition(at, bits, lasts);
            case 14 -> new Bridge(at, bits, member, lasts);
            case 15, 16 -> new LeaderAlone(at, lasts);
            case 17, 18 -> new LeaderPowerCut(at, random.nextInt(30), lasts);
            case 19, 20 -> new LeaderFlaps(at, member, 1 + random.nextInt(4), 20 + random.nextInt(300));
            case 21 -> new Resign(at);
            case 22, 23 -> new HandOver(at, random.nextInt(600), lasts);
            case 24 -> new LostDisk(at, member, lasts);
            default -> new Doubt(at, member);
        };
    }
}
