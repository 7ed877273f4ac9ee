// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.server.facts.Facts;
import io.paddock.server.facts.SequenceFacts;
import io.paddock.server.facts.SessionFacts;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * {@code dump}: shows when each session expires if its client stays silent. On a learner it shows the timeout
 * instead. It also shows which ephemeral znodes each session owns.
 */
final class DumpWord implements Word {
    private final Facts facts;
    private final Executor background;

    DumpWord(Facts facts, Executor background) {
        this.facts = facts;
        this.background = background;
    }

    @Override
    public CompletionStage<String> answer(byte[] rest) {
        return facts.sessions()
                .thenApplyAsync(DumpWord::text, background)
                .thenCombineAsync(facts.sequencesNearEnd(), DumpWord::withSequences, background);
    }

    // Added only if there are such parents: programs that parse this text do not know this part.
    static String withSequences(String text, List<SequenceFacts> parents) {
        if (parents.isEmpty()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text)
                .append("Sequences near their end, ")
                .append(Integer.MAX_VALUE)
                .append(" (")
                .append(parents.size())
                .append("):\n");
        parents.forEach(each -> out.append('\t')
                .append(each.path())
                .append('\t')
                .append(each.created())
                .append('\n'));
        return out.toString();
    }

    static String text(SessionFacts sessions) {
        StringBuilder out = new StringBuilder("SessionTracker dump:\n");
        if (sessions.decidesHere()) {
            expiries(sessions.sessions(), out);
        } else {
            timeouts(sessions.sessions(), out);
        }
        out.append("ephemeral nodes dump:\nSessions with Ephemerals (")
                .append(sessions.ephemerals().size())
                .append("):\n");
        sessions.ephemerals().forEach((session, paths) -> {
            hex(session, out).append(":\n");
            paths.forEach(path -> out.append('\t').append(path).append('\n'));
        });
        return out.append("Connections dump:\n").toString();
    }

    private static void timeouts(List<SessionFacts.Session> sessions, StringBuilder out) {
        out.append("Global Sessions(").append(sessions.size()).append("):\n");
        sessions.forEach(each ->
                hex(each.id(), out).append('\t').append(each.timeoutMillis()).append("ms\n"));
    }

    private static void expiries(List<SessionFacts.Session> sessions, StringBuilder out) {
        SortedMap<Long, List<SessionFacts.Session>> byDeadline = new TreeMap<>();
        for (SessionFacts.Session each : sessions) {
            byDeadline
                    .computeIfAbsent(each.expiresAtMillis(), deadline -> new ArrayList<>())
                    .add(each);
        }
        out.append("Session Sets (")
                .append(byDeadline.size())
                .append(")/(")
                .append(sessions.size())
                .append("):\n");
        byDeadline.forEach((deadline, members) -> {
            out.append(members.size())
                    .append(" expire at ")
                    .append(new Date(deadline))
                    .append(":\n");
            members.forEach(each -> hex(each.id(), out.append('\t')).append('\n'));
        });
    }

    private static StringBuilder hex(long session, StringBuilder out) {
        return out.append("0x").append(Long.toHexString(session));
    }
}
