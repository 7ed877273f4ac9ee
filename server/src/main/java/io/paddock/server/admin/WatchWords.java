// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.server.facts.Facts;
import io.paddock.server.facts.WatchedPathFacts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * {@code wchs}, {@code wchc} and {@code wchp}: show the watches for data as figures, by session, and by path.
 */
final class WatchWords {
    private final Facts facts;
    private final Executor background;

    WatchWords(Facts facts, Executor background) {
        this.facts = facts;
        this.background = background;
    }

    CompletionStage<String> summary() {
        return facts.watchSummary()
                .thenApply(summary -> summary.connections() + " connections watching " + summary.paths()
                        + " paths\nTotal watches:" + summary.watches() + "\n");
    }

    CompletionStage<String> bySession() {
        return facts.watchedPaths().thenApplyAsync(WatchWords::bySession, background);
    }

    private static String bySession(List<WatchedPathFacts> all) {
        Map<Long, StringBuilder> sessions = new LinkedHashMap<>();
        for (WatchedPathFacts each : all) {
            for (long session : each.sessionIds()) {
                sessions.computeIfAbsent(session, WatchWords::sessionLine)
                        .append('\t')
                        .append(each.path())
                        .append('\n');
            }
        }
        return joined(sessions);
    }

    private static StringBuilder sessionLine(long session) {
        return new StringBuilder("0x").append(Long.toHexString(session)).append('\n');
    }

    CompletionStage<String> byPath() {
        return facts.watchedPaths().thenApplyAsync(WatchWords::byPath, background);
    }

    private static String byPath(List<WatchedPathFacts> all) {
        Map<String, StringBuilder> paths = new LinkedHashMap<>();
        for (WatchedPathFacts each : all) {
            StringBuilder lines = paths.computeIfAbsent(
                    each.path(), path -> new StringBuilder().append(path).append('\n'));
            for (long session : each.sessionIds()) {
                lines.append("\t0x").append(Long.toHexString(session)).append('\n');
            }
        }
        return joined(paths);
    }

    private static String joined(Map<?, StringBuilder> parts) {
        StringBuilder out = new StringBuilder();
        parts.values().forEach(out::append);
        return out.append('\n').toString();
    }
}
