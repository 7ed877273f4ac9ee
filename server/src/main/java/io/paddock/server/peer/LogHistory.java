// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.paddock.protocol.Zxid;
import io.paddock.storage.recovery.HistoryReader;
import io.paddock.storage.recovery.HistoryWalk;
import io.paddock.zab.door.LogSpot;
import io.paddock.zab.member.LoggedProposal;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds and reads txns on a leader's disk, for learners that lack them. It looks for a zxid on its own
 * thread, while the log thread writes.
 */
final class LogHistory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogHistory.class);

    private final HistoryReader reader;
    private final double snapshotSizeFactor;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(new DefaultThreadFactory("history", true));

    /**
     * Reads nothing yet.
     *
     * @param reader reads the log
     * @param snapshotSizeFactor txns up to this share of a snapshot's size are sent instead of a snapshot; 0:
     *     always txns, negative: always a snapshot
     */
    LogHistory(HistoryReader reader, double snapshotSizeFactor) {
        this.reader = reader;
        this.snapshotSizeFactor = snapshotSizeFactor;
    }

    /**
     * Looks for a zxid.
     *
     * @param zxid to be found
     * @param endZxid the end of the log, durable
     * @param treeBytes the size that a snapshot would have
     * @param answer called on another thread
     */
    void locate(long zxid, long endZxid, long treeBytes, Consumer<LogSpot> answer) {
        thread.execute(() -> answer.accept(spot(zxid, endZxid, treeBytes)));
    }

    private LogSpot spot(long zxid, long endZxid, long treeBytes) {
        try {
            HistoryReader.Spot spot =
                    reader.locate(zxid, endZxid, HistoryReader.worthBytes(treeBytes, snapshotSizeFactor));
            return new LogSpot(zxid, spot.isHeld(), spot.isWorthSending());
        } catch (IOException | RuntimeException e) {
            LOG.warn("The log cannot be searched for 0x{}, so a snapshot will be sent", Zxid.hex(zxid), e);
            return new LogSpot(zxid, false, false);
        }
    }

    /** @return the txns after one zxid, up to another; the log is opened when the first txn is read */
    PastTxns read(long afterZxid, long upToZxid) {
        return new PastTxns() {
            private HistoryWalk walk;

            @Override
            public LoggedProposal next() throws IOException {
                if (walk == null) {
                    walk = reader.after(afterZxid, upToZxid);
                }
                return walk.next() ? new LoggedProposal(walk.zxid(), walk.txn()) : null;
            }

            @Override
            public void close() {
                try {
                    if (walk != null) {
                        walk.close();
                    }
                } catch (IOException e) {
                    LOG.debug("closing the log that was read", e);
                }
            }
        };
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
