// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.durability.Load;
import io.paddock.e2e.ensemble.Diary;
import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.Reply;
import io.paddock.e2e.linearizability.HistoryClient;
import io.paddock.server.EmbeddedServer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The chaos test checks promises. Here each promise is broken once, and its check must report that. A check
 * that cannot fail proves nothing.
 */
class PlantedTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long SEED = 4711;
    private static final String COUNT = Diary.TOP + "/0/count";

    private final EmbeddedServer server = EmbeddedServer.start(Map.of("tickTime", "500", "maxClientCnxns", "0"));
    private final ClientSession operator = ClientSession.open(server.connectString());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean lying = new AtomicBoolean();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Future<?> witnessing;

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        threads.shutdownNow();
        operator.close();
        server.close();
    }

    // --- events

    @Test
    void correctServerPassesTheChecks() throws Exception {
        for (boolean persistent : List.of(true, false)) {
            EventWitness witness = witness(persistent, List::of);
            await("events").atMost(PATIENCE).until(() -> witness.events() > 20);
            witness.stop();
        }
    }

    @Test
    void lostEventIsReported() throws Exception {
        for (boolean persistent : List.of(true, false)) {
            assertThatThrownBy(() -> lieToAWitness(persistent, frame -> isEvent(frame) ? List.of() : List.of(frame)))
                    .hasMessageContaining("events were told between");
        }
    }

    @Test
    void eventSentTwiceIsReported() throws Exception {
        for (boolean persistent : List.of(true, false)) {
            assertThatThrownBy(() ->
                            lieToAWitness(persistent, frame -> isEvent(frame) ? List.of(frame, frame) : List.of(frame)))
                    .hasMessageContaining(persistent ? "after one of" : "2 events were told between");
        }
    }

    @Test
    void eventAfterTheReadThatShowsTheChangeIsReported() throws Exception {
        List<ByteBuffer> late = new ArrayList<>();
        assertThatThrownBy(() -> lieToAWitness(true, frame -> {
                    if (isEvent(frame)) {
                        late.add(frame);
                        return List.of();
                    }
                    List<ByteBuffer> swapped = new ArrayList<>(List.of(frame));
                    swapped.addAll(late);
                    late.clear();
                    return swapped;
                }))
                .hasMessageContaining("events were told between");
    }

    private void lieToAWitness(boolean persistent, Liar.Lie lie) throws Exception {
        EventWitness witness = witness(persistent, frame -> lying.get() ? lie.tell(frame) : List.of(frame));
        await("events").atMost(PATIENCE).until(() -> witness.events() > 5);
        lying.set(true);
        try {
            found(witnessing);
        } finally {
            lying.set(false);
            witness.stop();
        }
    }

    private EventWitness witness(boolean persistent, Liar.Lie lie) throws Exception {
        if (operator.zk().exists(COUNT, false) == null) {
            open.add(new Diary(server.connectString(), 0));
        }
        Liar liar = new Liar(server.port(), lie);
        open.add(liar);
        EventWitness witness = new EventWitness(COUNT, persistent, liar::port);
        witnessing = threads.submit(witness);
        return witness;
    }

    private static boolean isEvent(ByteBuffer frame) {
        return frame.getInt(0) == Reply.EVENT_XID;
    }

    // --- writers

    @Test
    void lostAcknowledgedWriteIsReported() throws Exception {
        try (Load load = loaded()) {
            load.stop();
            load.join();
            operator.zk().setData("/w1", new byte[] {1}, -1);
            assertThatThrownBy(() -> load.recover(server::port)).hasMessageContaining("/w1 is");
        }
    }

    @Test
    void writeThatTookEffectTwiceIsReported() throws Exception {
        try (Load load = loaded()) {
            load.stop();
            load.join();
            operator.zk()
                    .create(
                            "/queue/w1-",
                            "w1#0".getBytes(),
                            ZooDefs.Ids.OPEN_ACL_UNSAFE,
                            CreateMode.PERSISTENT_SEQUENTIAL);
            assertThatThrownBy(() -> load.recover(server::port)).hasMessageContaining("w1");
        }
    }

    @Test
    void repliesInAnotherOrderAreReported() throws Exception {
        List<ByteBuffer> held = new ArrayList<>();
        assertThatThrownBy(() -> lieToWriters(frame -> {
                    held.add(frame);
                    if (held.size() < 2) {
                        return List.of();
                    }
                    List<ByteBuffer> swapped = List.of(held.get(1), held.get(0));
                    held.clear();
                    return swapped;
                }))
                .hasMessageContaining("is not the reply due");
    }

    @Test
    void replyThatGoesBackInTimeIsReported() {
        assertThatThrownBy(() -> lieToWriters(frame -> {
                    frame.putLong(4, 1);
                    return List.of(frame);
                }))
                .hasMessageContaining("is older than");
    }

    @Test
    void zxidGivenTwiceIsReported() {
        AtomicInteger count = new AtomicInteger();
        assertThatThrownBy(() -> lieToWriters(frame -> {
                    frame.putLong(4, Long.MAX_VALUE - (count.incrementAndGet() < 5 ? 1 : 0));
                    return List.of(frame);
                }))
                .hasMessageContaining("was given out before");
    }

    private void lieToWriters(Liar.Lie lie) throws Exception {
        try (Liar liar = new Liar(server.port(), frame -> lying.get() ? lie.tell(frame) : List.of(frame));
                Load load = Load.onEnsemble(1, SEED)) {
            load.begin(liar::port);
            load.startThroughFailures();
            lying.set(true);
            await("somebody notices").atMost(PATIENCE).until(() -> !load.isRunning());
            load.join();
        } finally {
            lying.set(false);
        }
    }

    private Load loaded() {
        Load load = Load.onEnsemble(2, SEED);
        load.begin(server::port);
        load.startThroughFailures();
        await("writes").atMost(PATIENCE).until(() -> load.acknowledged() > 200);
        return load;
    }

    // --- applications

    @Test
    void lostEntryIsReported() throws Exception {
        try (Diary diary = written()) {
            operator.zk().delete(Diary.TOP + "/0/3", -1);
            assertThatThrownBy(() -> diary.finish(operator.zk())).hasMessageContaining("acknowledged and gone");
        }
    }

    @Test
    void missingEphemeralIsReported() throws Exception {
        try (Diary diary = written()) {
            operator.zk().delete(Diary.TOP + "/0/alive", -1);
            assertThatThrownBy(() -> diary.finish(operator.zk())).hasMessageContaining("alive is null");
        }
    }

    @Test
    void foreignChangeOfACountIsReported() throws Exception {
        try (Diary diary = written()) {
            operator.zk().setData(COUNT, new byte[0], -1);
            await("BadVersion").atMost(PATIENCE).untilAsserted(() -> assertThatThrownBy(diary::check)
                    .hasMessageContaining("BadVersion"));
        }
    }

    private Diary written() throws Exception {
        Diary diary = new Diary(server.connectString(), 0);
        await("entries").atMost(PATIENCE).until(() -> diary.written() > 5);
        return diary;
    }

    // --- ephemerals

    @Test
    void ephemeralDeletedEarlyIsReported() {
        Orphans orphans = new Orphans(server::port);
        Future<?> living = threads.submit(orphans);
        threads.submit(() -> {
            while (!living.isDone()) {
                if (operator.zk().exists("/orphans", false) != null) {
                    for (String child : operator.zk().getChildren("/orphans", false)) {
                        operator.zk().delete("/orphans/" + child, -1);
                    }
                }
            }
            return null;
        });
        assertThatThrownBy(() -> found(living)).hasMessageContaining("is gone before its session can have expired");
    }

    @Test
    void remainingEphemeralIsReported() throws Exception {
        operator.create("/orphans", "", CreateMode.PERSISTENT);
        Orphans orphans = new Orphans(server::port);
        assertThat(orphans.allGone()).isTrue();
        operator.create("/orphans/left", "", CreateMode.PERSISTENT);
        assertThat(orphans.allGone()).isFalse();
    }

    // --- histories

    @Test
    void staleReadOfAClientIsReported() throws Exception {
        try (Liar liar = new Liar(server.port(), frame -> {
            if (lying.get()) {
                frame.putLong(4, 1);
            }
            return List.of(frame);
        })) {
            HistoryClient client = HistoryClient.onEnsemble("h", List.of("/history"), SEED);
            Future<?> operating = threads.submit(() -> client.operateThroughFailures(liar::port));
            await("operations").atMost(PATIENCE).until(() -> operator.zk().exists("/history", false) != null);
            lying.set(true);
            assertThatThrownBy(() -> found(operating)).hasMessageContaining("goes back behind");
        }
    }

    private static void found(Future<?> running) throws Exception {
        try {
            running.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Error) e.getCause();
        }
    }
}
