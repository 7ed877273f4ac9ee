// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import io.paddock.bench.load.Fill;
import io.paddock.bench.load.Sweep;
import io.paddock.bench.measure.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The turn of one candidate: its servers, which are started when first needed, and its column of the table.
 */
final class Stage implements AutoCloseable {
    private static final int WARM_UP_ZNODES_MAX = 20_000;
    private static final int FILL_CONNECTIONS = 8;
    private static final int FILL_OUTSTANDING = 64;
    private static final int FILL_PER_PARENT = 1000;
    private static final int VALUE_BYTES = 100;

    private final Candidate candidate;
    private final Settings settings;
    private final LiveHeap heap;
    private final Table table;
    private final Progress progress;
    private final Path directory;
    private final Thread onExit = new Thread(this::abandon);
    private volatile RunningServer latest;
    private volatile RunningEnsemble latestEnsemble;
    private RunningServer shared;
    private RunningEnsemble ensemble;
    private boolean isEnsembleFilled;
    private Filled filled;
    private int directories;

    Stage(Candidate candidate, Settings settings, LiveHeap heap, Table table, Progress progress) throws IOException {
        this.candidate = candidate;
        this.settings = settings;
        this.heap = heap;
        this.table = table;
        this.progress = progress;
        this.directory = Files.createTempDirectory(settings.workDirectory(), "zkbench-");
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /** The result of filling a server, and the directory that holds the znodes. The server is stopped. */
    record Filled(Path directory, Sweep.Result result, double heapBytesPerZnode) {}

    Settings settings() {
        return settings;
    }

    Progress progress(String what) {
        return line -> progress.show(line.isEmpty() ? "" : candidate.name() + ", " + what + ": " + line);
    }

    void put(Row row, double value) {
        table.put(row, candidate.name(), value);
    }

    void fail(Row row, String why) {
        table.fail(row, candidate.name(), why);
    }

    void note(String text) {
        table.note(candidate.name() + ": " + text);
    }

    /** Starts a server on an empty directory of its own. */
    RunningServer startEmpty() throws IOException, InterruptedException {
        return start(freshDirectory(), List.of());
    }

    RunningServer start(Path on, List<String> lines) throws IOException, InterruptedException {
        latest = RunningServer.start(candidate, on, lines);
        return latest;
    }

    /** Returns the server that some scenarios share. They do not care what others left in it. */
    RunningServer shared() throws IOException, InterruptedException {
        closeEnsemble();
        if (shared != null && !shared.isAlive()) {
            note("its server had ended by itself and was started again");
            shared = null;
        }
        if (shared == null) {
            shared = startEmpty();
        }
        return shared;
    }

    /**
     * Starts three members on empty directories of their own. Everything else is stopped, because its heap
     * would take memory.
     */
    RunningEnsemble startEnsemble() throws IOException, InterruptedException {
        closeShared();
        closeEnsemble();
        progress("three members").show("starting");
        latestEnsemble = new RunningEnsemble(candidate, freshDirectory());
        try {
            latestEnsemble.start();
            return latestEnsemble;
        } catch (IOException | InterruptedException | RuntimeException e) {
            latestEnsemble.close();
            throw e;
        }
    }

    /** Returns the three members that some scenarios share. They do not care what others left in them. */
    RunningEnsemble ensemble() throws IOException, InterruptedException {
        if (ensemble != null && !ensemble.isAlive()) {
            note("of its three members one had ended, and three others were started");
            closeEnsemble();
        }
        if (isEnsembleFilled) {
            closeEnsemble();
        }
        if (ensemble == null) {
            ensemble = startEnsemble();
        }
        return ensemble;
    }

    /** Returns the three members with many znodes that some scenarios share. */
    RunningEnsemble filledEnsemble() throws IOException, InterruptedException {
        if (!isEnsembleFilled || !ensemble.isAlive()) {
            ensemble = startEnsemble();
            fill(ensemble, "/fill", settings.znodes());
            isEnsembleFilled = true;
        }
        return ensemble;
    }

    /** Fills a server, once. */
    Filled filled() throws IOException, InterruptedException {
        if (filled == null) {
            closeShared(); // Its heap would take memory.
            closeEnsemble();
            Path on = freshDirectory();
            try (RunningServer server = start(on, List.of())) {
                fill(server, "/warm", Math.max(1, Math.min(WARM_UP_ZNODES_MAX, settings.znodes() / 10)));
                long before = heap.bytes(server.pid());
                Sweep.Result result = fill(server, "/fill", settings.znodes());
                double perZnode = (double) (heap.bytes(server.pid()) - before) / settings.znodes();
                filled = new Filled(on, result, perZnode);
            }
        }
        return filled;
    }

    Sweep.Result fill(Target server, String root, long znodes) {
        return new Fill(
                        server.dial(),
                        1,
                        FILL_CONNECTIONS,
                        FILL_OUTSTANDING,
                        znodes,
                        FILL_PER_PARENT,
                        VALUE_BYTES,
                        root)
                .run(server.cpu(), progress("fill"));
    }

    /**
     * Cleans up when the comparison is ended early. Gigabytes must not stay behind, and no server may write
     * them meanwhile.
     */
    private void abandon() {
        try {
            if (latest != null) {
                latest.close();
            }
            if (latestEnsemble != null) {
                latestEnsemble.close();
            }
            Directories.delete(directory);
        } catch (IOException e) {
            System.err.println("could not delete " + directory + ": " + e.getMessage());
        }
    }

    private Path freshDirectory() throws IOException {
        return Files.createDirectory(directory.resolve(Integer.toString(directories++)));
    }

    private void closeShared() {
        if (shared != null) {
            shared.close();
            shared = null;
        }
    }

    private void closeEnsemble() {
        if (ensemble != null) {
            ensemble.close();
            ensemble = null;
            isEnsembleFilled = false;
        }
    }

    /** Stops what runs and deletes what was written. */
    @Override
    public void close() throws IOException {
        closeShared();
        closeEnsemble();
        Directories.delete(directory);
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // The hook does this already.
        }
    }
}
