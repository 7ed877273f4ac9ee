// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.server.net.WatchedBy;
import io.paddock.server.watch.WatchCounts;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** {@code wchs}, {@code wchc} and {@code wchp}: the data table of watches in figures, by session, by path. */
final class WatchWords {
    private final RunningServer server;
    private final Executor writer;

    WatchWords(RunningServer server, Executor writer) {
        this.server = server;
        this.writer = writer;
    }

    CompletionStage<String> summary() {
        WatchCounts counts = server.core().watches().counts();
        return server.frontEnd().dataWatches().thenApplyAsync(all -> summary(counts, all), writer);
    }

    // A path watched on two event loops is one path, so it takes more than adding up the loops' own counts.
    private static String summary(WatchCounts counts, List<WatchedBy> all) {
        Set<String> paths = new HashSet<>();
        all.forEach(each -> paths.add(each.path()));
        return counts.connections() + " connections watching " + paths.size() + " paths\nTotal watches:"
                + counts.dataWatches() + "\n";
    }

    CompletionStage<String> bySession() {
        return server.frontEnd().dataWatches().thenApplyAsync(WatchWords::bySession, writer);
    }

    private static String bySession(List<WatchedBy> all) {
        Map<Long, StringBuilder> sessions = new LinkedHashMap<>();
        for (WatchedBy each : all) {
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
        return server.frontEnd().dataWatches().thenApplyAsync(WatchWords::byPath, writer);
    }

    private static String byPath(List<WatchedBy> all) {
        Map<String, StringBuilder> paths = new LinkedHashMap<>();
        for (WatchedBy each : all) {
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
