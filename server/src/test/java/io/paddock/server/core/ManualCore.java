// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.auth.AccessControl;
import io.paddock.server.config.ConfigReader;
import io.paddock.server.config.ServerConfig;
import io.paddock.server.metrics.Metrics;
import io.paddock.server.session.SessionIds;
import io.paddock.storage.disk.FaultyDirectory;
import io.paddock.storage.log.LogOptions;
import io.paddock.storage.log.TxnLogWriter;
import io.paddock.storage.tree.ZnodeTree;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** The core of a standalone server without its threads: the test drives core, log and clock step by step. */
final class ManualCore {
    static final long BEGAN_MILLIS = 100_000;

    final ZnodeTree tree;
    final FaultyDirectory directory;
    final Metrics metrics = new Metrics();
    final CoreInbox inbox = new CoreInbox(1 << 20);
    final PublishedRole role = new PublishedRole(false);
    final CoreParts parts;
    final ClientRoles roles;
    final ProposalLog log;
    final CoreLoop loop;
    long nowMillis = BEGAN_MILLIS;

    final Clock clock = new Clock() {
        @Override
        public long wallMillis() {
            return nowMillis;
        }

        @Override
        public long monotonicMillis() {
            return nowMillis;
        }
    };

    /** @param settings keys of zoo.cfg, each followed by its value */
    ManualCore(Path dataDir, ZnodeTree tree, String... settings) throws Exception {
        this.tree = tree;
        Map<String, String> all =
                new LinkedHashMap<>(Map.of("dataDir", dataDir.toString(), "clientPort", "0", "tickTime", "2000"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        ServerConfig config = ConfigReader.fromMap(all);
        directory = new FaultyDirectory(dataDir);
        parts = CoreParts.of(config, tree, clock, metrics, inbox);
        log = new ProposalLog(
                new TxnLogWriter(directory, new LogOptions(0, 0, 100_000, 0, 1000), new Random(1), tree.lastZxid()),
                metrics,
                inbox,
                ManualCore::fail);
        roles = new ClientRoles(config, parts, new AccessControl(config.auth()), new SessionIds(1, nowMillis), role);
        loop = new CoreLoop(
                parts,
                roles,
                log,
                new StandaloneAgreement(roles, log),
                () -> {},
                new Deadlines(config.sessions().tickTimeMillis()));
        loop.start(nowMillis);
    }

    private static void fail(Throwable cause) {
        throw new AssertionError(cause);
    }

    /** One pass of the core. */
    boolean pass() {
        return loop.doWork(nowMillis);
    }

    /** Log and core work until neither has anything to do. */
    void sync() {
        while (pass() | log.step()) {
            // Each may have made work for the other.
        }
    }

    /** Core and log work until neither has anything to do. */
    void settle() {
        pass();
        sync();
    }

    /** Time passes in steps that are too short for a standstill. */
    void passTime(long millis) {
        long until = nowMillis + millis;
        while (nowMillis < until) {
            nowMillis = Math.min(until, nowMillis + 100);
            pass();
        }
        sync();
    }

    /** @return a new client that is connected */
    RecordingClient client() {
        RecordingClient client = new RecordingClient(tree, inbox);
        parts.add(client.shard());
        return client;
    }
}
