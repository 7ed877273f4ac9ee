// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

/** Makes the faults of a plan begin and end. */
final class Havoc {
    private static final int RECONFIGURES_WITHIN = 2_000;

    private final Simulation world;

    Havoc(Simulation world) {
        this.world = world;
    }

    /** How many milliseconds after its beginning the direct effects of a fault are over. */
    static int lasts(Fault fault) {
        if (fault instanceof Fault.SlowDisk slow) {
            return slow.lasts();
        } else if (fault instanceof Fault.Pause pause) {
            return pause.lasts();
        } else if (fault instanceof Fault.OneWay oneWay) {
            return oneWay.lasts();
        } else if (fault instanceof Fault.Partition partition) {
            return partition.lasts();
        } else if (fault instanceof Fault.Bridge bridge) {
            return bridge.lasts();
        } else if (fault instanceof Fault.LeaderAlone alone) {
            return alone.lasts();
        } else if (fault instanceof Fault.LeaderFlaps flaps) {
            return flaps.times() * flaps.every();
        } else if (fault instanceof Fault.PowerCutOfSome cut) {
            return cut.downFor();
        } else if (fault instanceof Fault.PowerCut cut) {
            return cut.downFor();
        } else if (fault instanceof Fault.Kill kill) {
            return kill.downFor();
        } else if (fault instanceof Fault.LostDisk lost) {
            return lost.downFor();
        } else if (fault instanceof Fault.LostDisks lost) {
            return Math.max(lost.downFor(), lost.awayFor());
        } else if (fault instanceof Fault.OldDisk old) {
            return old.downFor();
        } else if (fault instanceof Fault.HandOver stop) {
            return stop.stopAfter() + stop.downFor();
        } else if (fault instanceof Fault.Reconfigure) {
            return RECONFIGURES_WITHIN;
        }
        return 0;
    }

    void wreak(Fault fault) {
        world.trace(0, () -> "FAULT " + fault);
        if (fault instanceof Fault.Kill kill) {
            world.member(kill.member()).die(false, kill.downFor());
        } else if (fault instanceof Fault.PowerCut cut) {
            world.member(cut.member()).die(true, cut.downFor());
        } else if (fault instanceof Fault.PowerCutAtEffect cut) {
            world.member(cut.member()).dieAtEffect(cut.effects(), cut.downFor());
        } else if (fault instanceof Fault.PowerCutOfSome cut) {
            for (SimMember member : world.members()) {
                if (isIn(cut.memberBits(), member.index())) {
                    member.die(true, cut.downFor());
                }
            }
        } else if (fault instanceof Fault.LeaderPowerCut cut) {
            world.members().stream()
                    .filter(SimMember::isLeading)
                    .forEach(leader -> leader.dieAtEffect(cut.effects(), cut.downFor()));
        } else if (fault instanceof Fault.LeaderAlone alone) {
            world.members().stream()
                    .filter(SimMember::isLeading)
                    .forEach(leader -> cut(new Fault.Partition(alone.at(), 1 << leader.index() - 1, alone.lasts())));
        } else if (fault instanceof Fault.LeaderFlaps flaps) {
            for (int i = 0; i < flaps.times(); i++) {
                world.at(world.now() + (long) i * flaps.every(), () -> world.members().stream()
                        .filter(SimMember::isLeading)
                        .forEach(leader -> world.disconnect(leader.index(), flaps.other())));
            }
        } else if (fault instanceof Fault.FailedSync failed) {
            world.member(failed.member()).disk().failNext();
        } else if (fault instanceof Fault.SlowDisk slow) {
            world.member(slow.member()).slowDown(slow.syncMillis());
            world.at(world.now() + slow.lasts(), () -> world.member(slow.member())
                    .slowDown(0));
        } else if (fault instanceof Fault.Pause pause) {
            world.member(pause.member()).pause(pause.lasts());
        } else if (fault instanceof Fault.ClockJump jump) {
            world.member(jump.member()).leap(jump.millis());
        } else if (fault instanceof Fault.Disconnect lost) {
            world.disconnect(lost.one(), lost.other());
        } else if (fault instanceof Fault.HandOver stop) {
            world.members().forEach(each -> each.handOver(stop.stopAfter(), stop.downFor()));
        } else if (fault instanceof Fault.LostDisk lost) {
            if (world.mayForget(lost.member())) {
                world.member(lost.member()).loseDisk(lost.downFor());
            }
        } else if (fault instanceof Fault.LostDisks lost) {
            loseDisks(lost);
        } else if (fault instanceof Fault.OldDisk old) {
            world.member(old.member()).returnWithOldDisk(old.downFor());
        } else if (fault instanceof Fault.Doubt doubt) {
            if (world.mayForget(doubt.member())) {
                world.member(doubt.member()).doubt();
            }
        } else if (fault instanceof Fault.Reconfigure change) {
            reconfigure(change, world.now() + RECONFIGURES_WITHIN);
        } else if (fault instanceof Fault.NewLines change) {
            world.operator().change(change);
        } else if (fault instanceof Fault.Resign) {
            world.members().forEach(SimMember::resign);
        } else {
            cut(fault);
        }
    }

    private void loseDisks(Fault.LostDisks lost) {
        for (SimMember member : world.members()) {
            if (isIn(lost.memberBits(), member.index())) {
                member.loseDiskUnknowingly(lost.downFor());
            } else if (isIn(lost.awayBits(), member.index())) {
                member.die(false, lost.awayFor());
            }
        }
        world.haveLostDisks();
    }

    // An operator retries until the reconfiguration works or until the time is over.
    private void reconfigure(Fault.Reconfigure change, long until) {
        boolean isTaken = false;
        for (SimMember member : world.members()) {
            isTaken |= member.reconfigure(change);
        }
        if (!isTaken && world.now() < until) {
            world.at(world.now() + 50, () -> reconfigure(change, until));
        }
    }

    private void cut(Fault fault) {
        for (SimMember from : world.members()) {
            for (SimMember to : world.members()) {
                if (from != to && isCut(fault, from.index(), to.index())) {
                    world.block(from.index(), to.index(), 1);
                    world.at(world.now() + lasts(fault), () -> world.block(from.index(), to.index(), -1));
                }
            }
        }
    }

    private static boolean isCut(Fault fault, int from, int to) {
        if (fault instanceof Fault.OneWay oneWay) {
            return from == oneWay.from() && to == oneWay.to();
        } else if (fault instanceof Fault.Partition partition) {
            return isIn(partition.memberBits(), from) != isIn(partition.memberBits(), to);
        } else if (fault instanceof Fault.Bridge bridge) {
            return from != bridge.bridge()
                    && to != bridge.bridge()
                    && isIn(bridge.memberBits(), from) != isIn(bridge.memberBits(), to);
        }
        throw new IllegalStateException("not a cut: " + fault);
    }

    private static boolean isIn(int bits, int member) {
        return (bits >> (member - 1) & 1) != 0;
    }
}
