// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.server.auth.AccessControl;
import io.paddock.server.config.ConfigReader;
import io.paddock.server.config.ServerConfig;
import io.paddock.server.metrics.Metrics;
import io.paddock.server.session.SessionIds;
import io.paddock.storage.disk.FaultyDirectory;
import io.paddock.storage.log.LogOptions;
import io.paddock.storage.log.TxnLogWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order of a pass of the core: what the agreement hears and when, and when the log gets its batch. */
class CoreLoopTest {
    @TempDir
    Path path;

    private final List<String> events = new ArrayList<>();
    private final ManualParts kit = new ManualParts(ManualParts.SHARED);
    private final RecordingAgreement agreement = new RecordingAgreement();
    private FaultyDirectory disk;
    private ProposalLog log;
    private ClientRoles roles;
    private CoreLoop loop;
    private boolean isLogDriven = true;
    private int snapshotsDue;

    @BeforeEach
    void start() throws Exception {
        disk = new FaultyDirectory(path);
        TxnLogWriter writer = new TxnLogWriter(disk, new LogOptions(0, 0, 1000, 0, 1000), new Random(1), 0);
        log = new ProposalLog(writer, new Metrics(), kit.inbox, cause -> {
            throw new AssertionError(cause);
        });
        ServerConfig config = ConfigReader.fromMap(Map.of("dataDir", path.toString(), "clientPort", "0"));
        SessionIds ids = new SessionIds(1, ManualParts.BEGAN_MILLIS);
        roles = new ClientRoles(config, kit.parts, new AccessControl(config.auth()), ids, new PublishedRole(false));
        Deadlines deadlines = new Deadlines(ManualParts.TICK_MILLIS);
        loop = new CoreLoop(kit.parts, roles, log, agreement, () -> snapshotsDue++, deadlines);
        loop.start(kit.nowMillis);
    }

    /** Commits what is durable, and notes what it is told. At each flush it lets the log thread do one step. */
    private final class RecordingAgreement implements Agreement {
        private DecidingRole deciding;
        private long nextTickMillis = Deadlines.NEVER;

        @Override
        public void started(long nowMillis) {
            events.add("started");
            deciding = roles.decide(log.durableZxid(), null, txn -> {
                events.add("prepared " + txn.header().zxid());
                log.append(txn);
            });
        }

        @Override
        public void flush() {
            boolean logged = isLogDriven && log.step();
            events.add(logged ? "flush, then the log works" : "flush");
        }

        @Override
        public void durable(long zxid) {
            events.add("durable " + zxid);
            deciding.committed(zxid);
        }

        @Override
        public void logFailed() {
            events.add("log failed");
            deciding.writable(false);
        }

        @Override
        public void logRepaired() {
            events.add("log repaired");
            deciding.writable(true);
        }

        @Override
        public void tick(long nowMillis) {
            events.add("tick");
        }

        @Override
        public long nextTickMillis() {
            return nextTickMillis;
        }

        @Override
        public boolean isFinished() {
            return true;
        }
    }

    private List<String> pass() {
        events.clear();
        loop.doWork(kit.nowMillis);
        return List.copyOf(events);
    }

    private RecordingClient connected() {
        RecordingClient client = kit.client().open(4000);
        pass();
        pass();
        assertThat(client.told).containsExactly("session");
        client.told.clear();
        return client;
    }

    @Test
    void agreementIsStartedOnceBeforeTheFirstPass() {
        assertThat(events).containsExactly("started");
        assertThat(pass()).containsExactly("tick", "flush", "flush", "flush");
    }

    @Test
    void proposalsAreFlushedBeforeTheLogGetsThemAndCommitsBeforeTheyAreApplied() {
        RecordingClient client = connected();
        client.create(1, "/a");
        kit.inbox.execute(() -> events.add("task"));
        assertThat(pass()).containsExactly("tick", "task", "prepared 2", "flush", "flush, then the log works", "flush");
        assertThat(client.told).isEmpty();
        assertThat(pass()).containsExactly("tick", "flush", "durable 2", "flush", "flush");
        assertThat(client.told).containsExactly("1 0");
    }

    @Test
    void commitIsFlushedBeforeTheTxnIsApplied() {
        RecordingClient client = connected();
        client.create(1, "/a");
        pass();
        client.shard().put(() -> events.add("delivered"));
        assertThat(pass()).containsExactly("tick", "flush", "durable 2", "flush", "delivered", "flush");
    }

    @Test
    void atMost1024WritesAreTakenInOnePass() {
        RecordingClient client = connected();
        for (int xid = 1; xid <= 1025; xid++) {
            client.create(xid, "/n" + xid);
        }
        assertThat(pass()).filteredOn(event -> event.startsWith("prepared")).hasSize(1024);
        assertThat(pass()).filteredOn(event -> event.startsWith("prepared")).containsExactly("prepared 1026");
    }

    @Test
    void noWriteIsTakenWhileTheLogThreadIsTooFarBehind() {
        RecordingClient client = connected();
        isLogDriven = false;
        for (int xid = 1; xid <= 1025; xid++) { // The last batch finds no room.
            client.create(xid, "/n" + xid);
            assertThat(pass()).contains("prepared " + (xid + 1));
        }
        client.create(1026, "/late");
        assertThat(pass()).containsExactly("tick", "flush", "flush", "flush");
        assertThat(loop.isIdle()).isTrue();

        log.step();
        assertThat(pass()).contains("durable 1025"); // The batch that waited is handed over.
        assertThat(pass()).contains("prepared 1027");
    }

    @Test
    void writeOfACutConnectionIsDroppedAndItsBytesAreFreed() {
        RecordingClient client = connected();
        client.create(1, "/a");
        client.closeSilently("the test wants it");
        assertThat(pass()).containsExactly("tick", "flush", "flush", "flush");
        assertThat(kit.inbox.bytesInFlight()).isZero();
    }

    @Test
    void agreementHearsOnceOfAFailedLogAndOnceOfItsRepair() {
        RecordingClient client = connected();
        disk.failSyncs(1);
        client.create(1, "/a");
        pass();
        // The core acknowledges the failure, after which the log thread repairs the log at the next flush.
        assertThat(pass()).containsExactly("tick", "flush", "log failed", "flush, then the log works", "flush");
        assertThat(pass()).containsExactly("tick", "flush", "log repaired", "flush", "flush");
        assertThat(pass()).containsExactly("tick", "flush", "flush", "flush");
    }

    @Test
    void coreIsIdleOnlyWhenNothingIsQueuedDurableOrFailed() {
        RecordingClient client = connected();
        pass();
        assertThat(loop.isIdle()).isTrue();
        kit.inbox.post(role -> {});
        assertThat(loop.isIdle()).isFalse();
        pass();
        client.create(1, "/a");
        assertThat(loop.isIdle()).isFalse();
        pass();
        assertThat(loop.isIdle()).isFalse(); // A txn is durable, which the core has not seen.
        pass();
        assertThat(loop.isIdle()).isTrue();
        disk.failSyncs(1);
        client.create(2, "/b");
        pass();
        assertThat(loop.isIdle()).isFalse(); // The log has failed, which the core has not seen.
    }

    @Test
    void coreParksUntilTheEarliestOfRoleAgreementAndHeartbeat() {
        pass();
        assertThat(loop.pauseMillis(kit.nowMillis)).isEqualTo(500);
        agreement.nextTickMillis = kit.nowMillis + 30;
        assertThat(loop.pauseMillis(kit.nowMillis)).isEqualTo(30);
        agreement.nextTickMillis = kit.nowMillis;
        assertThat(loop.pauseMillis(kit.nowMillis)).isZero();
    }

    @Test
    void snapshotIsAskedForOnceAfterEnoughTxns() {
        RecordingClient client = connected();
        int xid = 0;
        while (snapshotsDue == 0 && xid < 2000) {
            client.create(++xid, "/n" + xid);
            pass();
        }
        pass();
        pass();
        assertThat(snapshotsDue).isEqualTo(1);
    }
}
