// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import io.paddock.bench.load.LoadPlan;
import io.paddock.bench.load.LoadRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts the same open loop on the same znodes twice. The first time, snapCount has its default, so that no
 * snapshot falls into the run. The second time it is so small that a snapshot is being written nearly all the
 * time.
 */
final class SnapshotScenario implements Scenario {
    private static final LoadScenario MIX =
            LoadScenario.many("snapshot", "get=90,set=10", Stage::shared, new LoadRows(null, null, null, null));
    private static final double WRITES = 0.1;
    private static final int SNAPSHOTS_PER_RUN = 4;

    @Override
    public String id() {
        return "snapshot";
    }

    @Override
    public Set<Row> rows() {
        return EnumSet.of(Row.QUIET_P999, Row.SNAPSHOT_P999, Row.SNAPSHOT_FACTOR);
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        Settings settings = stage.settings();
        double writes = settings.snapshotRate() * WRITES * settings.duration().toMillis() / 1e3;
        int snapCount = Math.max(2, (int) (writes / SNAPSHOTS_PER_RUN));
        double quiet = p999Millis(stage, List.of(), false);
        double snapshotting = p999Millis(stage, List.of("snapCount=" + snapCount), true);
        stage.put(Row.QUIET_P999, quiet);
        if (Double.isNaN(snapshotting)) {
            stage.fail(Row.SNAPSHOT_P999, "no snapshot taken");
        } else {
            stage.put(Row.SNAPSHOT_P999, snapshotting);
            stage.put(Row.SNAPSHOT_FACTOR, snapshotting / quiet);
        }
    }

    private double p999Millis(Stage stage, List<String> lines, boolean snapshotsWanted)
            throws IOException, InterruptedException {
        Settings settings = stage.settings();
        try (RunningServer server = stage.start(stage.filled().directory(), lines)) {
            LoadPlan warmUp = MIX.plan(server, settings, 0);
            new LoadRun(warmUp, server.cpu(), stage.progress("snapshot, warm-up")).result();
            Set<Path> before = snapshots(server);
            LoadPlan plan = MIX.plan(server, settings, settings.snapshotRate());
            double millis = new LoadRun(plan, server.cpu(), stage.progress("snapshot"))
                            .result()
                            .all()
                            .p999Nanos()
                    / 1e6;
            Set<Path> written = snapshots(server);
            written.removeAll(before);
            if (!snapshotsWanted) {
                if (!written.isEmpty()) {
                    stage.note("snapshot: " + written.size() + " snapshots fell into the quiet run");
                }
                return millis;
            }
            stage.note("snapshot: " + written.size() + " snapshots were written during the run");
            return written.isEmpty() ? Double.NaN : millis;
        }
    }

    private static Set<Path> snapshots(RunningServer server) throws IOException {
        Path folder = server.dataDirectory().resolve("version-2");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("snapshot"))
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }
}
