// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.server.session.Session;
import io.paddock.server.session.SessionTracker;
import io.paddock.storage.tree.SequenceEnds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * {@code dump}: which sessions end when if nothing more is heard of them, or on a learner, after how long; and which ephemeral znodes they own. The sessions are listed by the core
 * thread; the znodes of some of them at a time.
 */
final class DumpWord implements Word {
    private static final int SESSIONS_PER_SLICE = 256;

    private final RunningServer server;
    private final Executor writer;

    DumpWord(RunningServer server, Executor writer) {
        this.server = server;
        this.writer = writer;
    }

    @Override
    public CompletionStage<String> answer(byte[] rest) {
        boolean decides = server.member().now().decidesOnSessions();
        return server.core()
                .ask(() -> decides ? tracked() : learnt())
                .thenComposeAsync(
                        sessions -> ephemerals(sessions.ids(), 0, new LinkedHashMap<>())
                                .thenApplyAsync(owned -> text(sessions, owned), writer),
                        writer)
                .thenCombineAsync(
                        server.core().ask(() -> server.tree().sequenceEnds().all()), DumpWord::withSequences, writer);
    }

    // Only where there is something to worry about: those who parse this text know nothing of it.
    private static String withSequences(String text, List<SequenceEnds.Parent> parents) {
        if (parents.isEmpty()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text)
                .append("Sequences near their end, ")
                .append(Integer.MAX_VALUE)
                .append(" (")
                .append(parents.size())
                .append("):\n");
        parents.stream().sorted(Comparator.comparing(SequenceEnds.Parent::path)).forEach(each -> out.append('\t')
                .append(each.path())
                .append('\t')
                .append(each.created())
                .append('\n'));
        return out.toString();
    }

    /** The sessions there are. @param text tells of them, on any thread */
    private record Sessions(List<Long> ids, Supplier<String> text) {}

    private Sessions tracked() {
        List<Session> all = List.copyOf(server.core().sessions().all());
        return new Sessions(all.stream().map(Session::id).toList(), () -> expiries(all));
    }

    // When a session ends is for its leader to say.
    private Sessions learnt() {
        Map<Long, Integer> timeouts = new TreeMap<>(server.tree().sessions());
        return new Sessions(List.copyOf(timeouts.keySet()), () -> timeouts(timeouts));
    }

    private CompletableFuture<Map<Long, Collection<String>>> ephemerals(
            List<Long> sessions, int from, Map<Long, Collection<String>> owned) {
        if (from >= sessions.size()) {
            return CompletableFuture.completedFuture(owned);
        }
        int to = Math.min(sessions.size(), from + SESSIONS_PER_SLICE);
        return server.core()
                .ask(() -> {
                    sessions.subList(from, to).forEach(each -> addOwned(each, owned));
                    return to;
                })
                .thenComposeAsync(next -> ephemerals(sessions, next, owned), writer);
    }

    private void addOwned(long session, Map<Long, Collection<String>> owned) {
        Collection<String> paths = server.tree().ephemerals(session);
        if (!paths.isEmpty()) {
            owned.put(session, paths);
        }
    }

    private static String text(Sessions sessions, Map<Long, Collection<String>> owned) {
        StringBuilder out = new StringBuilder("SessionTracker dump:\n")
                .append(sessions.text().get());
        out.append("ephemeral nodes dump:\nSessions with Ephemerals (")
                .append(owned.size())
                .append("):\n");
        owned.forEach((session, paths) -> {
            hex(session, out).append(":\n");
            paths.forEach(path -> out.append('\t').append(path).append('\n'));
        });
        return out.append("Connections dump:\n").toString();
    }

    private static String timeouts(Map<Long, Integer> timeouts) {
        StringBuilder out =
                new StringBuilder("Global Sessions(").append(timeouts.size()).append("):\n");
        timeouts.forEach((session, millis) ->
                hex(session, out).append('\t').append(millis).append("ms\n"));
        return out.toString();
    }

    private String expiries(List<Session> sessions) {
        SortedMap<Long, List<Session>> byDeadline = byDeadline(sessions);
        StringBuilder out = new StringBuilder("Session Sets (")
                .append(byDeadline.size())
                .append(")/(")
                .append(sessions.size())
                .append("):\n");
        long wallAhead = server.clock().wallMillis() - server.clock().monotonicMillis();
        byDeadline.forEach((deadline, members) -> {
            out.append(members.size())
                    .append(" expire at ")
                    .append(new Date(deadline + wallAhead))
                    .append(":\n");
            members.forEach(each -> hex(each.id(), out.append('\t')).append('\n'));
        });
        return out.toString();
    }

    private SortedMap<Long, List<Session>> byDeadline(List<Session> sessions) {
        SessionTracker tracker = server.core().sessions();
        SortedMap<Long, List<Session>> byDeadline = new TreeMap<>();
        for (Session each : sessions) {
            byDeadline
                    .computeIfAbsent(tracker.deadlineMillis(each), key -> new ArrayList<>())
                    .add(each);
        }
        return byDeadline;
    }

    private static StringBuilder hex(long session, StringBuilder out) {
        return out.append("0x").append(Long.toHexString(session));
    }
}
