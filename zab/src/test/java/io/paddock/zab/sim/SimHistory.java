// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import io.paddock.zab.member.LoggedProposal;
import java.util.ArrayList;
import java.util.List;

/** What a member has in memory: every txn that it was told to log, and how many of them are applied. */
final class SimHistory {
    private final Simulation world;
    private final int index;
    private final SimDisk disk;
    private final List<LoggedProposal> memory = new ArrayList<>();
    private int applied;
    private int compared;

    SimHistory(Simulation world, int index, SimDisk disk) {
        this.world = world;
        this.index = index;
        this.disk = disk;
    }

    /** The member starts: the txns on disk are applied. */
    void begin() {
        memory.clear();
        memory.addAll(disk.log());
        applied = memory.size();
        compared = 0;
    }

    /** The log was truncated, or replaced by a snapshot. */
    void reload() {
        memory.clear();
        memory.addAll(disk.log());
        applied = Math.min(applied, memory.size());
        compared = 0;
        if (disk.floor() > applied) {
            applied = disk.floor();
        }
        world.checkDisks();
    }

    void add(LoggedProposal logged) {
        memory.add(logged);
    }

    void commitUpTo(long zxid) {
        while (applied < memory.size() && memory.get(applied).zxid() <= zxid) {
            applied++;
        }
    }

    int applied() {
        return applied;
    }

    List<LoggedProposal> all() {
        return memory;
    }

    /** Reports to the simulation what was applied since the last report. */
    void show(long servedEpoch) {
        if (servedEpoch >= 0 && compared < applied) {
            world.applied(index, servedEpoch, memory, compared, applied);
            compared = applied;
        }
    }

    /** The applied txns, as a snapshot holds them. */
    List<LoggedProposal> state() {
        return List.copyOf(memory.subList(0, applied));
    }

    /** Whether the log on disk has a record with this zxid, or begins directly after it. */
    boolean isOnDisk(long zxid) {
        boolean isHeld = zxid == disk.baseZxid() && disk.floor() > 0;
        for (int i = 0; i < memory.size(); i++) {
            isHeld |= isInFiles(i) && memory.get(i).zxid() == zxid;
        }
        return isHeld;
    }

    /** The records of the log on disk with a zxid after {@code afterZxid} and up to {@code upToZxid}. */
    List<LoggedProposal> onDisk(long afterZxid, long upToZxid) {
        List<LoggedProposal> found = new ArrayList<>();
        for (int i = 0; i < memory.size(); i++) {
            LoggedProposal logged = memory.get(i);
            if (isInFiles(i) && logged.zxid() > afterZxid && logged.zxid() <= upToZxid) {
                found.add(logged);
            }
        }
        return found;
    }

    // The files that a snapshot replaced still exist. A leader that forgets the snapshot would send their
    // records.
    private boolean isInFiles(int at) {
        return at >= disk.floor() || world.sabotage().ignoresHoles() && at < disk.heldBefore();
    }
}
