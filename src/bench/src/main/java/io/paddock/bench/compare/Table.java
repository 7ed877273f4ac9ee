// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The figures of each candidate, row by row, and the reason for each figure that could not be measured. */
public final class Table {
    private final List<String> candidates;
    private final Set<String> held;
    private final Map<Row, Map<String, Double>> figures = new EnumMap<>(Row.class);
    private final Map<Row, Map<String, String>> failures = new EnumMap<>(Row.class);
    private final List<String> notes = new ArrayList<>();

    /**
     * An empty table.
     *
     * @param candidates their names, in the order of the columns; the ratio is that of the last to the first
     * @param held the names of the candidates whose figures are checked against targets
     */
    public Table(List<String> candidates, Set<String> held) {
        this.candidates = List.copyOf(candidates);
        this.held = Set.copyOf(held);
    }

    void put(Row row, String candidate, double value) {
        figures.computeIfAbsent(row, any -> new LinkedHashMap<>()).put(candidate, value);
    }

    /** Records why there is no figure. The text is short, as it appears in the table. */
    void fail(Row row, String candidate, String why) {
        failures.computeIfAbsent(row, any -> new LinkedHashMap<>()).put(candidate, why);
    }

    void note(String text) {
        notes.add(text);
    }

    public List<String> candidates() {
        return candidates;
    }

    public List<String> notes() {
        return notes;
    }

    /** Returns the rows with a figure or a failure. */
    public List<Row> rows() {
        return List.of(Row.values()).stream()
                .filter(row -> figures.containsKey(row) || failures.containsKey(row))
                .toList();
    }

    /** Returns a figure, or null. */
    public Double figure(Row row, String candidate) {
        return figures.getOrDefault(row, Map.of()).get(candidate);
    }

    /** Returns why there is no figure, or null. */
    public String failure(Row row, String candidate) {
        return failures.getOrDefault(row, Map.of()).get(candidate);
    }

    /**
     * Returns how many times better the last candidate is than the first; 0 without two figures to compare.
     */
    public double ratio(Row row) {
        Double first = figure(row, candidates.get(0));
        Double last = figure(row, candidates.get(candidates.size() - 1));
        return candidates.size() < 2 || first == null || last == null || first == 0 || last == 0
                ? 0
                : row.ratio(first, last);
    }

    /** Returns the table as Markdown. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("| work | ");
        text.append(String.join(" | ", candidates)).append(" | ratio | hold |\n");
        text.append("| --- |").append(" ---: |".repeat(candidates.size() + 2)).append('\n');
        for (Row row : rows()) {
            text.append("| ").append(row.work());
            candidates.forEach(candidate -> text.append(" | ").append(cell(row, candidate)));
            double ratio = ratio(row);
            text.append(" | ").append(ratio == 0 ? "" : String.format(Locale.ROOT, "%.1fx", ratio));
            text.append(" | ").append(hold(row)).append(" |\n");
        }
        text.append("\nratio: how many times better the last column is than the first.\n");
        notes.forEach(note -> text.append("note: ").append(note).append('\n'));
        return text.toString();
    }

    private String cell(Row row, String candidate) {
        Double value = figure(row, candidate);
        if (value != null) {
            return row.format(value);
        }
        String why = failure(row, candidate);
        return why == null ? "" : why;
    }

    private String hold(Row row) {
        if (row.hold() == 0) {
            return "";
        }
        boolean kept = true;
        boolean known = false;
        for (String candidate : held) {
            Double value = figure(row, candidate);
            known |= value != null || failure(row, candidate) != null;
            kept &= value != null && row.holds(value);
        }
        String verdict = kept ? " yes" : " **no**";
        return row.format(row.hold()) + (known ? verdict : "");
    }
}
