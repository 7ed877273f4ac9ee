// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.differential;

import java.util.List;

/** Two transcripts of one program side by side. */
final class Comparison {
    private final List<List<String>> apache;
    private final List<List<String>> paddock;
    private final int differsAt;

    Comparison(Transcript apache, Transcript paddock) {
        this.apache = apache.lines();
        this.paddock = paddock.lines();
        this.differsAt = firstDifference();
    }

    boolean isEqual() {
        return differsAt < 0;
    }

    private int firstDifference() {
        int common = Math.min(apache.size(), paddock.size());
        for (int i = 0; i < common; i++) {
            if (!apache.get(i).equals(paddock.get(i))) {
                return i;
            }
        }
        return apache.size() == paddock.size() ? -1 : common;
    }

    /** Every step up to the first that differs, with what both said to it. */
    String trace() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < differsAt; i++) {
            if (!apache.get(i).get(0).startsWith(Transcript.AT_THE_END)) {
                apache.get(i).forEach(line -> out.append(line).append('\n'));
            }
        }
        out.append("\n>>> here they differ\n");
        show(out, "Apache", apache);
        show(out, "Paddock", paddock);
        return out.toString();
    }

    private void show(StringBuilder out, String who, List<List<String>> all) {
        out.append(who).append(":\n");
        List<String> lines = differsAt < all.size() ? all.get(differsAt) : List.of("(nothing more)");
        lines.forEach(line -> out.append("  ").append(line).append('\n'));
    }
}
