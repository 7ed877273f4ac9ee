// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.gather;

import io.paddock.server.facts.ConfigFacts;
import io.paddock.server.facts.ConnectionFacts;
import io.paddock.server.facts.DigestFacts;
import io.paddock.server.facts.DirectoryFacts;
import io.paddock.server.facts.Facts;
import io.paddock.server.facts.FigureResets;
import io.paddock.server.facts.MemberFacts;
import io.paddock.server.facts.SequenceFacts;
import io.paddock.server.facts.ServerFacts;
import io.paddock.server.facts.SessionFacts;
import io.paddock.server.facts.WatchSummary;
import io.paddock.server.facts.WatchedPathFacts;
import io.paddock.server.net.LoopStats;
import io.paddock.server.watch.WatchCounts;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The facts of a running server. */
public final class LiveFacts implements Facts {
    private final RunningParts parts;
    private final Executor background;
    private final MetricValues metrics;
    private final SessionGathering sessions;

    /** @param background runs work that may take long */
    public LiveFacts(RunningParts parts, Executor background) {
        this.parts = parts;
        this.background = background;
        this.metrics = new MetricValues(parts);
        this.sessions = new SessionGathering(parts, background);
    }

    /** @return the object that sets the figures of this server to zero */
    public FigureResets resets() {
        return new FigureResets() {
            @Override
            public CompletionStage<Void> server() {
                parts.metrics().reset();
                return parts.frontEnd().resetFigures();
            }

            @Override
            public CompletionStage<Void> connections() {
                return parts.frontEnd().resetConnections();
            }
        };
    }

    @Override
    public MemberFacts member() {
        return parts.member().now();
    }

    @Override
    public ServerFacts server() {
        LoopStats.Figures served = parts.frontEnd().figures();
        return new ServerFacts(
                served.latencies(),
                served.received(),
                served.sent(),
                parts.frontEnd().admission().count(),
                served.outstanding(),
                parts.tree().lastZxid(),
                parts.tree().nodeCount(),
                member());
    }

    @Override
    public SortedMap<String, Number> metrics() {
        return metrics.now();
    }

    @Override
    public List<DigestFacts> digests() {
        return parts.tree().digests().marks().stream()
                .map(mark -> new DigestFacts(mark.zxid(), mark.value()))
                .toList();
    }

    @Override
    public CompletionStage<List<ConnectionFacts>> connections() {
        return parts.frontEnd().connections();
    }

    @Override
    public CompletionStage<SessionFacts> sessions() {
        return sessions.gather(member().decidesOnSessions());
    }

    @Override
    public CompletionStage<List<SequenceFacts>> sequencesNearEnd() {
        return parts.core().inbox().ask(() -> parts.tree().sequenceEnds().all().stream()
                .map(each -> new SequenceFacts(each.path(), each.created()))
                .sorted(Comparator.comparing(SequenceFacts::path))
                .toList());
    }

    @Override
    public CompletionStage<List<WatchedPathFacts>> watchedPaths() {
        return parts.frontEnd().dataWatches();
    }

    @Override
    public CompletionStage<WatchSummary> watchSummary() {
        WatchCounts counts = parts.core().watches().counts();
        return watchedPaths().thenApplyAsync(all -> summary(counts, all), background);
    }

    // A path that is watched on two event loops is one path, so the loops' own counts cannot be added.
    private static WatchSummary summary(WatchCounts counts, List<WatchedPathFacts> all) {
        Set<String> paths = new HashSet<>();
        all.forEach(each -> paths.add(each.path()));
        return new WatchSummary(counts.connections(), paths.size(), counts.dataWatches());
    }

    @Override
    public CompletionStage<DirectoryFacts> directories() {
        return CompletableFuture.supplyAsync(this::directorySizes, background);
    }

    private DirectoryFacts directorySizes() {
        return DirectorySizes.of(parts.config().storage());
    }

    @Override
    public CompletionStage<ConfigFacts> configuration() {
        return CompletableFuture.supplyAsync(
                () -> new ConfigFacts(parts.frontEnd().address().getPort(), parts.config(), directorySizes(), member()),
                background);
    }
}
