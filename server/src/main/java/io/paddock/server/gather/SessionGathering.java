// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.gather;

import io.paddock.server.facts.SessionFacts;
import io.paddock.server.session.Session;
import io.paddock.server.session.SessionTracker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Gathers all sessions and their ephemeral znodes. The core thread lists the sessions at once. It lists the
 * znodes of a few sessions at a time, and does other work in between.
 */
final class SessionGathering {
    private static final int SESSIONS_PER_SLICE = 256;

    private final RunningParts parts;
    private final Executor background;

    SessionGathering(RunningParts parts, Executor background) {
        this.parts = parts;
        this.background = background;
    }

    /** @param decidesHere whether this server decides when sessions expire */
    CompletionStage<SessionFacts> gather(boolean decidesHere) {
        return decidesHere ? tracked() : learnt();
    }

    private CompletionStage<SessionFacts> tracked() {
        return parts.core()
                .inbox()
                .ask(() -> List.copyOf(parts.core().sessions().all()))
                .thenComposeAsync(
                        all -> withEphemerals(
                                true, all.stream().map(this::withDeadline).toList()),
                        background);
    }

    private SessionFacts.Session withDeadline(Session session) {
        SessionTracker tracker = parts.core().sessions();
        long wallAhead = parts.clock().wallMillis() - parts.clock().monotonicMillis();
        return new SessionFacts.Session(
                session.id(), session.timeoutMillis(), tracker.deadlineMillis(session) + wallAhead);
    }

    private CompletionStage<SessionFacts> learnt() {
        return parts.core()
                .inbox()
                .ask(() -> new TreeMap<>(parts.tree().sessions()))
                .thenComposeAsync(timeouts -> withEphemerals(false, withoutDeadlines(timeouts)), background);
    }

    private static List<SessionFacts.Session> withoutDeadlines(Map<Long, Integer> timeouts) {
        List<SessionFacts.Session> sessions = new ArrayList<>(timeouts.size());
        timeouts.forEach((id, millis) -> sessions.add(new SessionFacts.Session(id, millis, 0)));
        return sessions;
    }

    private CompletionStage<SessionFacts> withEphemerals(boolean decidesHere, List<SessionFacts.Session> sessions) {
        return ephemerals(sessions, 0, new LinkedHashMap<>())
                .thenApply(owned -> new SessionFacts(decidesHere, sessions, owned));
    }

    private CompletableFuture<Map<Long, Collection<String>>> ephemerals(
            List<SessionFacts.Session> sessions, int from, Map<Long, Collection<String>> owned) {
        if (from >= sessions.size()) {
            return CompletableFuture.completedFuture(owned);
        }
        int to = Math.min(sessions.size(), from + SESSIONS_PER_SLICE);
        return parts.core()
                .inbox()
                .ask(() -> {
                    sessions.subList(from, to).forEach(each -> addOwned(each.id(), owned));
                    return to;
                })
                .thenComposeAsync(next -> ephemerals(sessions, next, owned), background);
    }

    private void addOwned(long session, Map<Long, Collection<String>> owned) {
        Collection<String> paths = parts.tree().ephemerals(session);
        if (!paths.isEmpty()) {
            owned.put(session, paths);
        }
    }
}
