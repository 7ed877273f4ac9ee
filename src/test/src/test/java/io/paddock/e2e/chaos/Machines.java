// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.chaos;

import io.paddock.e2e.ensemble.Ensemble;
import io.paddock.e2e.ensemble.Machine;
import io.paddock.e2e.ensemble.Member;
import io.paddock.e2e.harness.Finished;
import io.paddock.e2e.harness.SmallDisk;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.recovery.Purge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The machines on which the members of an ensemble run, as far as this computer lets the test change them.
 * Small disks need root. Slow disks and wrong clocks need a C compiler.
 */
final class Machines implements AutoCloseable {
    private static final int DISK_MEBIBYTES = 96;
    private static final long PURGE_MILLIS = 500;

    private final Ensemble ensemble;
    private final Optional<List<Machine>> machines;
    private final Map<Integer, SmallDisk> disks = new HashMap<>();
    private final ScheduledExecutorService cron = Executors.newSingleThreadScheduledExecutor();

    /** Puts members that have not been started on the machines. */
    Machines(Ensemble ensemble) {
        this.ensemble = ensemble;
        List<Member> members = ensemble.members();
        machines = Machine.build(members.size());
        for (Member member : members) {
            machines.ifPresent(built -> member.on(built.get(member.id() - 1)));
            SmallDisk.tryMount(member.dataDir(), DISK_MEBIBYTES).ifPresent(disk -> {
                disks.put(member.id(), disk);
                member.loseData(); // The mount hides the member's myid.
            });
        }
        cron.scheduleWithFixedDelay(this::purge, PURGE_MILLIS, PURGE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Whether syncs can be slow, and clocks wrong. */
    boolean areBuilt() {
        return machines.isPresent();
    }

    /** Whether disks can be full. */
    boolean haveSmallDisks() {
        return disks.size() == ensemble.members().size();
    }

    Machine of(Member member) {
        return machines.orElseThrow().get(member.id() - 1);
    }

    SmallDisk diskOf(Member member) {
        return disks.get(member.id());
    }

    /** Ends all faults of the machines. */
    void mend() {
        machines.ifPresent(built -> built.forEach(Machine::mend));
        disks.values().forEach(SmallDisk::clear);
    }

    // Purges running servers, as an operator's cron job would. A disk that is to be full stays full.
    private void purge() {
        for (Member member : ensemble.members()) {
            RealDirectory files = new RealDirectory(member.dataDir().resolve("version-2"));
            SmallDisk disk = disks.get(member.id());
            if (Files.exists(files.path()) && (disk == null || !disk.isFilled())) {
                try {
                    Purge.purge(files, files, Purge.RETAIN_MIN);
                } catch (IOException | RuntimeException e) {
                    // The member has changed its files in the meantime. The next purge will succeed.
                }
            }
        }
    }

    /** How often a sync was slow, and how often one failed. */
    String told() {
        return machines.map(
                        built -> built.stream().mapToLong(Machine::syncsSlowed).sum() + " syncs slow, "
                                + built.stream().mapToLong(Machine::syncsFailed).sum() + " syncs failed")
                .orElse("no gcc: no slow or failing syncs, no wrong clocks");
    }

    /** Stops the members and removes the disks. Their data is kept, so that a failure can be analysed. */
    @Override
    public void close() {
        cron.shutdownNow();
        try {
            cron.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ensemble.running().forEach(Member::kill);
        for (Member member : ensemble.members()) {
            if (disks.containsKey(member.id())) {
                Path left = member.dataDir().resolveSibling("data-left");
                Finished.run(List.of("cp", "-a", member.dataDir().toString(), left.toString()));
                disks.get(member.id()).close();
            }
        }
    }
}
