// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.Zxid;
import io.paddock.zab.door.Effect;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that two histories are in conflict: which member holds which history, and what an operator can do. One
 * line a minute for each other member; docs/operations.md explains it. On the core thread.
 */
final class ConflictWarnings {
    private static final Logger LOG = LoggerFactory.getLogger(ConflictWarnings.class);
    private static final long EVERY_MILLIS = 60_000;
    private static final int OTHERS_MAX = 1000;

    private final PeerDisk disk;
    private final Map<Long, Long> saidAtMillis = new HashMap<>();
    private boolean isWrittenDown;

    ConflictWarnings(PeerDisk disk) {
        this.disk = disk;
    }

    /**
     * Agreement has found a conflict, again or for the first time.
     *
     * @param conflict what was found
     * @param lastZxid the end of this member's history
     * @param epoch the epoch that this member serves in, or -1
     * @param nowMillis monotonic time
     */
    void found(Effect.ReportConflict conflict, long lastZxid, long epoch, long nowMillis) {
        boolean isStopped = conflict.part() == Effect.ReportConflict.Part.IS_STOPPED;
        if (isStopped && !isWrittenDown) {
            isWrittenDown = true;
            String why = "leader " + conflict.other() + " of epoch " + conflict.otherEpoch()
                    + " leads a history that excludes this one, which ends at 0x" + Zxid.hex(lastZxid);
            disk.markConflict(why);
        }
        Long before = saidAtMillis.get(conflict.other());
        if (before != null && nowMillis - before < EVERY_MILLIS || saidAtMillis.size() >= OTHERS_MAX) {
            return;
        }
        saidAtMillis.put(conflict.other(), nowMillis);
        if (conflict.part() == Effect.ReportConflict.Part.LEADS) {
            LOG.warn(
                    "Two histories are in conflict. Server {} holds one of epoch {} up to 0x{}. This server leads another one, of epoch"
                            + " {} up to 0x{} ({}), and a quorum follows it. Server {} is refused, and nothing of either is lost."
                            + " Choose one: see 'Two histories in conflict' in docs/operations.md",
                    conflict.other(),
                    conflict.otherEpoch(),
                    Zxid.hex(conflict.otherZxid()),
                    epoch,
                    Zxid.hex(lastZxid),
                    disk.lastWritten(),
                    conflict.other());
        } else if (conflict.part() == Effect.ReportConflict.Part.LOOKS) {
            LOG.warn(
                    "Two histories are in conflict. Server {} holds one of epoch {} up to 0x{}. This server holds another one, up to 0x{} ({})."
                            + " Neither votes for the other, and nothing of either is lost."
                            + " Choose one: see 'Two histories in conflict' in docs/operations.md",
                    conflict.other(),
                    conflict.otherEpoch(),
                    Zxid.hex(conflict.otherZxid()),
                    Zxid.hex(lastZxid),
                    disk.lastWritten());
        } else {
            LOG.warn(
                    "Two histories are in conflict. Leader {} leads one of epoch {}, and a quorum follows it. This server holds another one,"
                            + " up to 0x{} ({}). It does not vote and serves nobody, and its files stay as they are.{}"
                            + " Choose one: see 'Two histories in conflict' in docs/operations.md",
                    conflict.other(),
                    conflict.otherEpoch(),
                    Zxid.hex(lastZxid),
                    disk.lastWritten(),
                    isStopped ? "" : " This ends by itself if that leader has been replaced.");
        }
    }

    /** This member has taken over a leader's history, so the conflict is over. */
    void end() {
        saidAtMillis.clear();
        isWrittenDown = false;
    }
}
