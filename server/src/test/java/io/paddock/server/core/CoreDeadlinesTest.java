// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.server.Patience;
import io.paddock.server.auth.AccessControl;
import io.paddock.server.config.ConfigReader;
import io.paddock.server.config.ServerConfig;
import io.paddock.server.metrics.Metrics;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.log.LogOptions;
import io.paddock.storage.log.TxnLogWriter;
import io.paddock.storage.tree.ChangeListener;
import io.paddock.storage.tree.ZnodeTree;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The core thread, with a clock that goes only when the test says so: what is not due by that clock does not happen, what is due does. */
@ExtendWith(Patience.class)
class CoreDeadlinesTest {
    private static final long SESSION = 0x0100_0000_0000_0001L;
    private static final long BEGAN_MILLIS = 100_000;
    /** One pass looks at the clock a few times. */
    private static final long LOOKS_OF_SOME_PASSES = 20;

    @TempDir
    Path dataDir;

    private final AtomicLong nowMillis = new AtomicLong(BEGAN_MILLIS);
    private final AtomicLong looks = new AtomicLong();
    private final ZnodeTree tree = new ZnodeTree();
    private final Metrics metrics = new Metrics();

    private final Clock clock = new Clock() {
        @Override
        public long wallMillis() {
            return nowMillis.get();
        }

        @Override
        public long monotonicMillis() {
            looks.incrementAndGet();
            return nowMillis.get();
        }
    };

    private Core start(String... settings) throws Exception {
        Map<String, String> all =
                new LinkedHashMap<>(Map.of("dataDir", dataDir.toString(), "clientPort", "0", "tickTime", "2000"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        ServerConfig config = ConfigReader.fromMap(all);
        TxnLogWriter log = new TxnLogWriter(
                new RealDirectory(dataDir), new LogOptions(0, 0, 100_000, 0, 1000), new Random(1), tree.lastZxid());
        Core core = new Core(
                config,
                tree,
                log,
                new AccessControl(config.auth()),
                1,
                clock,
                metrics,
                () -> {},
                failure -> {
                    throw new AssertionError(failure);
                },
                null);
        core.start();
        return core;
    }

    private void apply(Txn txn) {
        long zxid = tree.lastZxid() + 1;
        tree.apply(new TxnHeader(SESSION, 0, zxid, nowMillis.get(), txn.type()), txn, null, ChangeListener.NONE);
    }

    private static boolean has(Core core, String path, ZnodeTree tree) {
        return core.ask(() -> tree.find(path) != null).join();
    }

    /** One pass of the core after another: what is due by now has happened, or never does. */
    private void look(Core core) {
        long enough = looks.get() + LOOKS_OF_SOME_PASSES;
        while (looks.get() < enough) {
            core.ask(() -> null).join();
        }
    }

    private long pauses() {
        return metrics.figures().get("jvm_pause_time_ms").count();
    }

    @Test
    void aTtlZnodeIsGoneAtItsTimeThoughThatIsLessThanATick() throws Exception {
        apply(new Txn.CreateTtl("/t", new byte[0], Acl.OPEN, -1, 10));
        try (Core core = start("znode.container.checkIntervalMs", "1")) {
            nowMillis.addAndGet(10);
            look(core);
            assertThat(has(core, "/t", tree)).isTrue();

            nowMillis.addAndGet(1);
            await().until(() -> !has(core, "/t", tree));
        }
    }

    @Test
    void aTtlZnodeStaysUntilTheNextCheck() throws Exception {
        apply(new Txn.CreateTtl("/t", new byte[0], Acl.OPEN, -1, 10));
        try (Core core = start("znode.container.checkIntervalMs", "77")) {
            nowMillis.addAndGet(76);
            look(core);
            assertThat(has(core, "/t", tree)).isTrue();

            nowMillis.addAndGet(1);
            await().until(() -> !has(core, "/t", tree));
        }
    }

    @Test
    void aSessionEndsAtItsTickHoweverShortATickIs() throws Exception {
        apply(new Txn.CreateSession(20));
        try (Core core = start("tickTime", "7")) {
            long due = (BEGAN_MILLIS + 20) / 7 * 7 + 7;
            nowMillis.set(due - 1);
            look(core);
            assertThat(tree.sessions()).containsKey(SESSION);

            nowMillis.set(due);
            await().until(() -> tree.sessions().isEmpty());
        }
    }

    @Test
    void timeInWhichTheServerStoodStillIsNotHeldAgainstASession() throws Exception {
        apply(new Txn.CreateSession(4000));
        try (Core core = start()) {
            look(core);
            nowMillis.addAndGet(30_000);
            look(core);
            assertThat(tree.sessions()).containsKey(SESSION);
            assertThat(pauses()).isEqualTo(1);

            for (int i = 0; i < 60; i++) {
                nowMillis.addAndGet(100);
                look(core);
            }
            await().until(() -> tree.sessions().isEmpty());
            assertThat(pauses()).isEqualTo(1);
        }
    }
}
