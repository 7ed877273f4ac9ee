// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.linearizability;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Judges a history: is there one order of its operations, in which each takes effect at one moment between its call and its return, that
 * explains every answer?
 *
 * <p>The search is Wing and Gong's, walked along the time line as Lowe does ("Testing for linearizability", 2017): at each moment it holds every
 * state the znode may be in, together with which of the operations under way have taken effect to get there. A set remembers both, so
 * no such configuration is explored twice. When an operation returns, configurations in which it has not taken effect try to let it
 * happen now, behind any of the others under way; those that cannot are dropped. No configuration left: not linearizable.
 *
 * <p>Linearizability is local: each znode is judged alone.
 */
public final class Linearizability {
    private static final int UNDER_WAY_MAX = 62;
    private static final int CONFIGURATIONS_MAX = 1_000_000;

    private final Operation[] underWay = new Operation[UNDER_WAY_MAX];
    private Set<Configuration> configurations = new HashSet<>(Set.of(new Configuration(Register.ABSENT, 0)));
    private long slotsTaken;

    private Linearizability() {}

    /** A state the znode may be in. @param happened bit set of the slots whose operations have taken effect */
    private record Configuration(Register register, long happened) {}

    /** A call or a return. */
    private record Moment(long nanos, boolean isReturn, Operation operation) {}

    /** @return null if the history is linearizable, else why not */
    public static String violation(List<Operation> history) {
        Map<String, List<Operation>> byPath = new TreeMap<>();
        for (Operation operation : history) {
            byPath.computeIfAbsent(operation.path(), path -> new ArrayList<>()).add(operation);
        }
        for (List<Operation> ofOnePath : byPath.values()) {
            String violation = new Linearizability().search(ofOnePath);
            if (violation != null) {
                return violation;
            }
        }
        return null;
    }

    private String search(List<Operation> history) {
        List<Operation> recent = new ArrayList<>();
        for (Moment moment : moments(history)) {
            if (!moment.isReturn()) {
                call(moment.operation());
                continue;
            }
            Set<Configuration> before = configurations;
            giveBack(moment.operation());
            recent.add(moment.operation());
            if (configurations.isEmpty()) {
                return explain(moment.operation(), before, recent);
            }
            if (configurations.size() > CONFIGURATIONS_MAX) {
                throw new IllegalStateException("too many operations under way at once to judge: " + slots());
            }
        }
        return null;
    }

    // A call at the very moment of a return may have been concurrent with it: calls first.
    private static List<Moment> moments(List<Operation> history) {
        List<Moment> moments = new ArrayList<>();
        for (Operation operation : history) {
            moments.add(new Moment(operation.invoked(), false, operation));
            if (operation.returned() != Operation.NEVER) {
                moments.add(new Moment(operation.returned(), true, operation));
            }
        }
        moments.sort(Comparator.comparingLong(Moment::nanos).thenComparing(Moment::isReturn));
        return moments;
    }

    private void call(Operation operation) {
        int slot = Long.numberOfTrailingZeros(~slotsTaken);
        if (slot >= UNDER_WAY_MAX) {
            throw new IllegalStateException("more than " + UNDER_WAY_MAX + " operations under way at once");
        }
        slotsTaken |= 1L << slot;
        underWay[slot] = operation;
    }

    /** It returns: from now on only configurations count in which it has happened, or, in doubt, those too in which it never will. */
    private void giveBack(Operation operation) {
        int slot = 0;
        while (underWay[slot] != operation) {
            slot++;
        }
        long bit = 1L << slot;
        Set<Configuration> next = new HashSet<>();
        Set<Configuration> seen = new HashSet<>(configurations);
        ArrayDeque<Configuration> open = new ArrayDeque<>(configurations);
        while (!open.isEmpty()) {
            Configuration configuration = open.poll();
            boolean happened = (configuration.happened & bit) != 0;
            if (happened || operation.isInDoubt()) {
                next.add(new Configuration(configuration.register, configuration.happened & ~bit));
            }
            if (!happened) {
                for (Configuration each : oneStepOn(configuration)) {
                    if (seen.add(each)) {
                        open.add(each);
                    }
                }
            }
        }
        underWay[slot] = null;
        slotsTaken &= ~bit;
        configurations = next;
    }

    private List<Configuration> oneStepOn(Configuration from) {
        List<Configuration> steps = new ArrayList<>();
        for (long left = slotsTaken & ~from.happened; left != 0; left &= left - 1) {
            int slot = Long.numberOfTrailingZeros(left);
            Operation operation = underWay[slot];
            Register register =
                    operation.isInDoubt() ? from.register.afterDoubtful(operation) : from.register.after(operation);
            if (register != null) {
                steps.add(new Configuration(register, from.happened | 1L << slot));
            }
        }
        return steps;
    }

    private String explain(Operation operation, Set<Configuration> before, List<Operation> recent) {
        StringBuilder text = new StringBuilder("no order explains ").append(operation);
        text.append("\n the znode could be:");
        before.stream().map(Configuration::register).distinct().limit(20).forEach(each -> text.append("\n  ")
                .append(each));
        text.append("\n under way besides:");
        slots().forEach(each -> text.append("\n  ").append(each));
        text.append("\n returned last:");
        recent.subList(Math.max(0, recent.size() - 12), recent.size())
                .forEach(each -> text.append("\n  ").append(each));
        return text.toString();
    }

    private List<Operation> slots() {
        List<Operation> operations = new ArrayList<>();
        for (Operation operation : underWay) {
            if (operation != null) {
                operations.add(operation);
            }
        }
        return operations;
    }
}
