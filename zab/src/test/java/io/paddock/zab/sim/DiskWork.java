// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Event;
import java.util.List;

/** What a member's disk is busy with, and when it answers. It takes its time, and what it has begun is in doubt when the member dies. */
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

    /** The member is gone. */
    void stop(boolean isPowerCut) {
        disk.stop(underWay, isPowerCut, world.sabotage());
        underWay = List.of();
    }

    /** Each sync takes at least this long; 0 for as long as usual. */
    void slowDown(int syncMillis) {
        slowSyncMillis = syncMillis;
    }

    /** Asks for what nobody waits for. */
    void ask(Effect effect) {
        disk.ask(effect, false);
        goOn(member.incarnation());
    }

    /** @param answer what a disk that lies says at once */
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
