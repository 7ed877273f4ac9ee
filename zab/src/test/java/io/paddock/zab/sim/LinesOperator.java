// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.EnsembleMember;
import io.paddock.zab.ensemble.QuorumRule;
import io.paddock.zab.member.LoggedProposal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * An operator who changes the members without reconfig: new server lines in every member's file, and a
 * restart of one member after the other. As docs/operations.md says, one member at a time is added, removed,
 * moved or given another role. The next change begins when all members of the last one serve.
 */
final class LinesOperator {
    private static final int LOOKS_EVERY = 50;
    /**
     * How long the operator waits for one restarted member, in milliseconds. Then it continues with the next
     * member in any case.
     */
    private static final int PATIENCE = 5_000;

    private final Simulation world;
    private final Deque<Fault.NewLines> changes = new ArrayDeque<>();
    private final Deque<Integer> toRestart = new ArrayDeque<>();
    private final Set<Integer> started = new HashSet<>();
    private EnsembleConfig list;
    private boolean isBusy;
    private boolean hasChanged;

    /** @param list the members' first lines, with which all of them start */
    LinesOperator(Simulation world, EnsembleConfig list) {
        this.world = world;
        this.list = list;
        list.members().keySet().forEach(sid -> started.add(sid.intValue()));
    }

    /** The server lines that all members have, or will have when the current change is done. */
    EnsembleConfig list() {
        return list;
    }

    /** Lets time pass until the operator has nothing left to do. */
    void finish(long deadline, LongConsumer runUntil, Supplier<String> report) {
        while (isBusy) {
            Violation.unless(
                    world.now() < deadline,
                    "liveness: not all members serve with the lines " + list.text() + report.get());
            runUntil.accept(world.now() + LOOKS_EVERY);
        }
    }

    /**
     * Members may have different lists. Each of these lists may elect the next leader. So every quorum of
     * each list must contain a member that holds what is committed. Before the first change, the holders must
     * be a quorum themselves.
     */
    void checkHolders(Set<Long> holders, LoggedProposal lastCommitted) {
        for (EnsembleConfig each : listsInUse()) {
            boolean isHeld = hasChanged
                    ? !QuorumRule.ZOOKEEPER.isQuorum(each, sid -> !holders.contains(sid))
                    : QuorumRule.ZOOKEEPER.isQuorum(each, holders::contains);
            Violation.unless(
                    isHeld,
                    "what is committed is durable on a quorum: " + Trace.zxid(lastCommitted.zxid()) + " is on "
                            + holders
                            + " only, where a member's list is "
                            + each.members().keySet());
        }
    }

    // The lists that running members use, and that stopped members would use after a restart.
    private Set<EnsembleConfig> listsInUse() {
        Set<EnsembleConfig> lists = new HashSet<>();
        for (SimMember member : world.members()) {
            if (started.contains(member.index())) {
                lists.add(member.disk().config());
                lists.add(member.list());
            }
        }
        return lists;
    }

    void change(Fault.NewLines change) {
        changes.addLast(change);
        if (!isBusy) {
            isBusy = true;
            waitUntilAllServe();
        }
    }

    private void beginNext() {
        if (changes.isEmpty()) {
            isBusy = false;
            return;
        }
        EnsembleConfig next = next(list, changes.removeFirst());
        if (world.sabotage().changesTwoMembersAtOnce() && !changes.isEmpty()) {
            next = next(next, changes.removeFirst());
        }
        if (voters(next) < 2 || next.members().equals(list.members())) {
            beginNext();
            return;
        }
        EnsembleConfig last = list;
        list = next;
        hasChanged = true;
        world.trace(0, () -> "NEW LINES " + list.text().replace('\n', ' '));
        order(last).forEach(toRestart::addLast);
        restartNext();
    }

    // New members come first, then members that stay, in any order. Members that leave are stopped first or
    // last.
    private List<Integer> order(EnsembleConfig last) {
        List<Integer> order = new ArrayList<>();
        list.members().keySet().forEach(sid -> order.add(world.chance(order.size() + 1), sid.intValue()));
        order.sort((one, other) -> Boolean.compare(started.contains(one), started.contains(other)));
        for (long sid : last.members().keySet()) {
            if (!list.members().containsKey(sid)) {
                order.add(world.flip() ? 0 : order.size(), (int) sid);
            }
        }
        return order;
    }

    private void restartNext() {
        if (toRestart.isEmpty()) {
            waitUntilAllServe();
            return;
        }
        SimMember member = world.member(toRestart.removeFirst());
        if (!list.members().containsKey((long) member.index())) {
            started.remove(member.index());
            member.stop();
            restartNext();
            return;
        }
        member.disk().lines(list);
        if (started.add(member.index())) {
            member.start();
        } else {
            member.die(false, 50 + world.chance(500));
        }
        waitUntilItServes(member, world.now() + PATIENCE);
    }

    private void waitUntilItServes(SimMember member, long until) {
        world.at(world.now() + LOOKS_EVERY, () -> {
            boolean serves = member.servedEpoch() >= 0 && member.list().equals(list);
            if (serves || world.now() >= until) {
                restartNext();
            } else {
                waitUntilItServes(member, until);
            }
        });
    }

    private void waitUntilAllServe() {
        world.at(world.now() + LOOKS_EVERY, () -> {
            boolean isWell = haveAllTheNewLines() && world.allServeOneEpoch() && !hasAnyForgotten();
            if (isWell || world.sabotage().changesTwoMembersAtOnce()) {
                beginNext();
            } else {
                waitUntilAllServe();
            }
        });
    }

    private boolean hasAnyForgotten() {
        return list.members().keySet().stream()
                .anyMatch(sid -> world.member(sid.intValue()).disk().isIncomplete());
    }

    private boolean haveAllTheNewLines() {
        return list.members().keySet().stream()
                .allMatch(sid -> world.member(sid.intValue()).list().equals(list));
    }

    // --- what one change makes of the lines

    private static EnsembleConfig next(EnsembleConfig before, Fault.NewLines change) {
        Map<Long, EnsembleMember> members = new LinkedHashMap<>(before.members());
        long sid = change.member();
        EnsembleMember old = members.get(sid);
        if (old == null) {
            members.put(sid, Change.member(sid, 2888, change.chance() % 5 == 0));
        } else if (change.chance() % 3 == 0) {
            members.put(sid, Change.member(sid, 3000 + change.chance(), old.observer()));
        } else if (change.chance() % 3 == 1) {
            members.remove(sid);
        } else {
            members.put(sid, Change.member(sid, port(old), !old.observer()));
        }
        return new EnsembleConfig(0, members, Map.of(), Map.of());
    }

    private static int port(EnsembleMember member) {
        return member.addresses().get(0).quorumPort();
    }

    private static long voters(EnsembleConfig config) {
        return Change.voters(config);
    }

    // --- what lines mean for connections

    /** Whether one of the two finds the other. Either is enough: their connection carries votes both ways. */
    static boolean canMeet(SimMember one, SimMember other) {
        return finds(one, other) || finds(other, one);
    }

    /** Whether {@code from} finds {@code to} at the port in its own lines. */
    static boolean finds(SimMember from, SimMember to) {
        EnsembleMember seen = from.list().members().get((long) to.index());
        EnsembleMember real = to.list().members().get((long) to.index());
        return seen != null && real != null && port(seen) == port(real);
    }
}
