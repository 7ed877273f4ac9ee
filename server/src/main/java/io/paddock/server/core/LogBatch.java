// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.Payload;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.storage.log.TxnLogWriter;
import io.paddock.storage.log.TxnRecords;
import java.io.IOException;
import java.util.Arrays;

/** Log records that the core thread hands to the log thread. Only one of the two uses a batch at a time. */
final class LogBatch {
    private static final int BYTES = 64 << 10;
    private static final int KEPT_BYTES_MAX = 4 << 20;

    private ByteBuf bytes = Unpooled.directBuffer(BYTES);
    private long[] zxids = new long[64];
    private int[] ends = new int[64];
    private int count;
    private int generation;
    private long handedNanos;

    /**
     * Empties the batch.
     *
     * @param newGeneration the number of failures of the log until now; the log thread drops batches of an
     *     older generation
     */
    void reset(int newGeneration) {
        if (bytes.capacity() > KEPT_BYTES_MAX) {
            bytes.release();
            bytes = Unpooled.directBuffer(BYTES);
        }
        bytes.clear();
        count = 0;
        generation = newGeneration;
    }

    void add(LoggedTxn txn) {
        TxnRecords.frame(txn, bytes);
        added(txn.header().zxid());
    }

    void add(long zxid, Payload txn) {
        TxnRecords.frame(txn, bytes);
        added(zxid);
    }

    private void added(long zxid) {
        if (count == zxids.length) {
            zxids = Arrays.copyOf(zxids, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
        }
        zxids[count] = zxid;
        ends[count] = bytes.writerIndex();
        count++;
    }

    boolean isEmpty() {
        return count == 0;
    }

    int count() {
        return count;
    }

    /** Notes when the batch was handed over. */
    void handed(long nanos) {
        handedNanos = nanos;
    }

    long handedNanos() {
        return handedNanos;
    }

    int generation() {
        return generation;
    }

    void appendTo(TxnLogWriter log) throws IOException {
        int start = 0;
        for (int i = 0; i < count; i++) {
            log.append(zxids[i], bytes.slice(start, ends[i] - start));
            start = ends[i];
        }
    }

    void release() {
        bytes.release();
    }
}
