// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.durability.Load;
import io.paddock.e2e.ensemble.Agreement;
import io.paddock.e2e.ensemble.Diary;
import io.paddock.e2e.ensemble.Ensemble;
import io.paddock.e2e.ensemble.EnsembleOptions;
import io.paddock.e2e.ensemble.Ensembles;
import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.linearizability.HistoryClient;
import io.paddock.e2e.linearizability.Linearizability;
import io.paddock.e2e.linearizability.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * All kinds of faults happen, one after the other, and all promises hold. No acknowledged write is lost, and
 * none takes effect twice or in another order. Sessions stay alive. Ephemerals are deleted neither early nor
 * never. Every change is notified once. After each fault the service comes back.
 *
 * <p>{@code -Dchaos.seed=N} replays the faults, but not their times. {@code -Dchaos.seconds=N} sets the
 * duration, {@code -Dchaos.kinds=PPAPP} the kinds of the members.
 */
class ChaosTest {
    private static final long SEED = Long.getLong("chaos.seed", System.nanoTime());
    private static final int WRITERS = 3;
    private static final int HISTORIES = 3;
    private static final int PROGRESS = 30;

    /**
     * An Apache leader whose log has a hole sends a TRUNC to far below it. An Apache follower with newer
     * snapshots takes the following txns for the rest, and loses the txns between. This test found both
     * faults of Apache's servers. Other tests check that ours do not have them.
     */
    private static final String NO_HISTORY_FROM_DISK = "-Dzookeeper.snapshotSizeFactor=-1";

    @RegisterExtension
    final Ensembles ensembles = new Ensembles();

    @Test
    void aShortStorm() throws Exception {
        storm(System.getProperty("chaos.kinds", "PPP"), Integer.getInteger("chaos.seconds", 35));
    }

    @Test
    @Tag("soak")
    void tenMinutesOfPaddock() throws Exception {
        storm("PPPPP", 600);
    }

    @Test
    @Tag("soak")
    void tenMinutesMixed() throws Exception {
        storm("PAPAP", 600);
    }

    private void storm(String kinds, int seconds) throws Exception {
        EnsembleOptions options = EnsembleOptions.of(kinds)
                .cables()
                .cfg("tickTime=250")
                .cfg("snapCount=1000")
                .cfg("preAllocSize=64");
        Ensemble ensemble = ensembles.prepare(kinds.contains("A") ? options.jvm(NO_HISTORY_FROM_DISK) : options);
        List<String> faults = new ArrayList<>();
        try (Machines machines = new Machines(ensemble)) {
            ensemble.startAll().awaitServing();
            storm(ensemble, machines, seconds, faults);
        } catch (Throwable e) {
            throw new AssertionError("-Dchaos.seed=" + SEED + ": " + e.getMessage() + "\nfaults: " + faults, e);
        }
    }

    private static void storm(Ensemble ensemble, Machines machines, int seconds, List<String> told) throws Exception {
        IntSupplier ports = () -> ensemble.member(1
                        + ThreadLocalRandom.current().nextInt(ensemble.members().size()))
                .port();
        Orphans orphans = new Orphans(ports);
        List<HistoryClient> histories = historyClients();
        String counted = Diary.TOP + "/0/count";
        List<EventWitness> witnesses =
                List.of(new EventWitness(counted, true, ports), new EventWitness(counted, false, ports));
        try (Load load = Load.onEnsemble(WRITERS, SEED);
                Diary diary = new Diary(ensemble.connectString(), 0);
                WatchReader reader = new WatchReader(ensemble.connectString(), counted)) {
            load.begin(ports);
            load.startThroughFailures();
            load.beside(orphans);
            witnesses.forEach(load::beside);
            histories.forEach(each -> load.beside(() -> each.operateThroughFailures(ports)));

            Faults faults = new Faults(ensemble, machines, SEED);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            while (System.nanoTime() - end < 0) {
                told.add(faults.strike());
                awaitProgress(load, diary);
                diary.check();
                reader.check();
            }
            ensemble.startAll().awaitServing();

            histories.forEach(HistoryClient::stop);
            orphans.stop();
            witnesses.forEach(EventWitness::stop);
            load.stop();
            load.join();
            load.recover(ports);
            try (ClientSession client = ensemble.connect()) {
                diary.finish(client.zk());
                int version = client.zk().exists(counted, false).getVersion();
                await("every change told")
                        .atMost(Ensemble.PATIENCE)
                        .failFast(reader::check)
                        .until(() -> reader.versionSeen() == version);
                reader.check();
                assertThat(reader.changesSeen()).isPositive();
                assertThat(witnesses).allMatch(witness -> witness.events() > 0);
            }
            System.out.printf(
                    "chaos of %d s, -Dchaos.seed=%d: %s; %s; %d requests of writers acknowledged, %d diary entries, %d operations judged for"
                            + " linearizability, %d events told, %d ephemerals left to expire, %d looked after before that%n",
                    seconds,
                    SEED,
                    faults.told(),
                    machines.told(),
                    load.acknowledged(),
                    diary.written(),
                    histories.stream().mapToInt(each -> each.history().size()).sum(),
                    reader.changesSeen()
                            + witnesses.stream().mapToInt(EventWitness::events).sum(),
                    orphans.left(),
                    orphans.checked());
            assertThat(orphans.left()).isPositive();
            await("the ephemerals of silent sessions gone")
                    .atMost(Ensemble.PATIENCE)
                    .until(orphans::allGone);
        }
        judge(histories);
        Agreement.inMemoryAndOnDisk(ensemble);
    }

    private static List<HistoryClient> historyClients() {
        List<HistoryClient> clients = new ArrayList<>();
        for (int i = 0; i < HISTORIES; i++) {
            clients.add(HistoryClient.onEnsemble("h" + i, List.of("/history-0", "/history-1"), SEED * 31 + i));
        }
        return clients;
    }

    private static void awaitProgress(Load load, Diary diary) {
        int enough = load.acknowledged() + PROGRESS;
        int entries = diary.written() + 1;
        await("writes are acknowledged again")
                .atMost(Ensemble.PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> load.acknowledged() >= enough && diary.written() >= entries || !load.isRunning());
        if (!load.isRunning()) {
            load.join(); // Throws what it found.
            throw new AssertionError("the load has ended");
        }
    }

    private static void judge(List<HistoryClient> clients) {
        List<Operation> history = new ArrayList<>();
        clients.forEach(client -> history.addAll(client.history()));
        assertThat(history).hasSizeGreaterThan(100);
        assertThat(Linearizability.violation(history)).isNull();
    }
}
