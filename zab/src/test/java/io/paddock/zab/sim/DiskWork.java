// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Event;
import java.util.List;

/**
 * What a member's disk is working on, and when it answers. The work takes time. If the member dies, it is
 * undecided whether the work that was under way was done.
 */
final class DiskWork {
    private final Simulation world;
    private final SimMember member;
    private final SimDisk disk;
    private int slowSyncMillis;
    private List<Effect> underWay = List.of();

    DiskWork(Simulation world, SimMember member, SimDisk disk) {
        this.world = world;
        this.member = member;
        this.disk = disk;
    }

    /** The member starts. */
    void begin() {
        slowSyncMillis = 0;
    }

    /** The member has stopped. */
    void stop(boolean isPowerCut) {
        disk.stop(underWay, isPowerCut, world.sabotage());
        underWay = List.of();
    }

    /** Each sync takes at least this long from now on; 0 means the usual time. */
    void slowDown(int syncMillis) {
        slowSyncMillis = syncMillis;
    }

    /** Asks the disk for work whose end nobody waits for. */
    void ask(Effect effect) {
        disk.ask(effect, false);
        goOn(member.incarnation());
    }

    /** @param answer what a lying disk answers at once */
    void ask(Effect effect, Event answer) {
        disk.ask(effect, world.sabotage().jumpsTheQueue(effect));
        goOn(member.incarnation());
        if (world.sabotage().answersBeforeSync(member.index(), effect)) {
            int own = member.incarnation();
            world.at(world.now(), () -> {
                if (member.incarnation() == own) {
                    member.happens(answer);
                }
            });
        }
    }

    private void goOn(int ofIncarnation) {
        if (ofIncarnation != member.incarnation() || disk.isWorking() || !disk.hasWork()) {
            return;
        }
        List<Effect> batch = disk.begin();
        underWay = batch;
        world.at(world.now() + Math.max(slowSyncMillis, world.syncDelay()), () -> {
            if (ofIncarnation == member.incarnation()) {
                underWay = List.of();
                Event answer = disk.finish(batch, world.sabotage());
                if (answer != null) {
                    member.happens(answer);
                }
                goOn(ofIncarnation);
            }
        });
    }
}
