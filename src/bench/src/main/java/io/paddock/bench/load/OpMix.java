// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.load;

import io.paddock.bench.wire.OpKind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How often each operation occurs, by weight: {@code get=90,set=10}. */
public final class OpMix {
    private static final int WEIGHT_MAX = 1_000_000;

    private final Map<OpKind, Integer> weights;
    private final OpKind[] kinds;
    private final int[] bounds;

    private OpMix(Map<OpKind, Integer> weights) {
        this.weights = weights;
        this.kinds = weights.keySet().toArray(OpKind[]::new);
        this.bounds = new int[kinds.length];
        int sum = 0;
        for (int i = 0; i < kinds.length; i++) {
            sum += weights.get(kinds[i]);
            bounds[i] = sum;
        }
    }

    /**
     * Reads a mix such as {@code get=90,set=10}; {@code get} alone means {@code get=1}.
     *
     * @throws IllegalArgumentException with what is wrong and what is allowed
     */
    public static OpMix parse(String text) {
        Map<OpKind, Integer> weights = new EnumMap<>(OpKind.class);
        for (String part : text.split(",", -1)) {
            String[] pair = part.trim().split("=", 2);
            OpKind kind = kind(pair[0].trim());
            int weight = pair.length == 1 ? 1 : weight(part, pair[1].trim());
            if (weights.put(kind, weight) != null) {
                throw new IllegalArgumentException("operation " + pair[0].trim() + " is in the mix twice");
            }
        }
        return new OpMix(weights);
    }

    private static OpKind kind(String name) {
        for (OpKind kind : OpKind.values()) {
            if (kind != OpKind.CLOSE && kind.label().equals(name.toLowerCase(Locale.ROOT))) {
                return kind;
            }
        }
        String allowed = Arrays.stream(OpKind.values())
                .filter(kind -> kind != OpKind.CLOSE)
                .map(OpKind::label)
                .collect(Collectors.joining(", "));
        throw new IllegalArgumentException("no operation \"" + name + "\": use " + allowed);
    }

    private static int weight(String part, String text) {
        try {
            int weight = Integer.parseInt(text);
            if (weight > 0 && weight <= WEIGHT_MAX) {
                return weight;
            }
        } catch (NumberFormatException e) {
            // The exception below says what is allowed.
        }
        throw new IllegalArgumentException("weight in \"" + part + "\" must be from 1 to " + WEIGHT_MAX);
    }

    /** Returns whether the operation occurs at all. */
    public boolean has(OpKind kind) {
        return weights.containsKey(kind);
    }

    /** Returns the sum of the weights. */
    public int total() {
        return bounds[bounds.length - 1];
    }

    /** Returns the operation for a number from 0 to {@link #total()} - 1. */
    public OpKind pick(int number) {
        int i = 0;
        while (number >= bounds[i]) {
            i++;
        }
        return kinds[i];
    }

    @Override
    public String toString() {
        return weights.entrySet().stream()
                .map(entry -> entry.getKey().label() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
    }
}
