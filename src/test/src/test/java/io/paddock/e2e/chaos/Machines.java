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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The machines that the members of an ensemble run on, as far as this computer lets them be meddled with: small disks take root, slow ones and
 * wrong clocks a C compiler.
 */
final class Machines implements AutoCloseable {
    private static final int DISK_MEBIBYTES = 64;

    private final Ensemble ensemble;
    private final Optional<List<Machine>> machines;
    private final Map<Integer, SmallDisk> disks = new HashMap<>();

    /** Puts members on them that have not been started. */
    Machines(Ensemble ensemble) {
        this.ensemble = ensemble;
        List<Member> members = ensemble.members();
        machines = Machine.build(members.size());
        for (Member member : members) {
            machines.ifPresent(built -> member.on(built.get(member.id() - 1)));
            SmallDisk.tryMount(member.dataDir(), DISK_MEBIBYTES).ifPresent(disk -> {
                disks.put(member.id(), disk);
                member.loseData(); // The mount hides its myid.
            });
        }
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

    /** All as it should be. */
    void mend() {
        machines.ifPresent(built -> built.forEach(Machine::mend));
        disks.values().forEach(SmallDisk::clear);
    }

    /** What an operator's cron job does: removes old snapshots and logs, of servers that run. */
    void purge() {
        for (Member member : ensemble.members()) {
            RealDirectory files = new RealDirectory(member.dataDir().resolve("version-2"));
            if (Files.exists(files.path())) {
                try {
                    Purge.purge(files, files, Purge.RETAIN_MIN);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
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

    /** Ends the members, and the disks. Their data stays beside, for whoever has to look into a failure. */
    @Override
    public void close() {
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
