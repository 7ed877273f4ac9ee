// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.storage.log.RecordCase;
import io.paddock.storage.log.TxnLogReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Reads, checks and decodes log files, one after the other, on a thread of its own. It stays a few batches
 * ahead of the thread that applies the txns.
 */
final class DecodeAhead implements AutoCloseable {
    private static final int BATCH_RECORDS = 512;
    private static final int BATCH_BYTES = 1 << 20;
    private static final int BATCHES_AHEAD = 8;

    private final List<Path> files;
    private final int recordBytesMax;
    private final BlockingQueue<Batch> batches = new ArrayBlockingQueue<>(BATCHES_AHEAD);
    // The consumer reads this list after it has taken the last batch.
    private final List<String> oddities = new ArrayList<>();
    private final Thread thread = new Thread(this::decodeAll, "log-decode-ahead");
    private List<LoggedTxn> batch = new ArrayList<>();
    private long batchBytes;
    private long lastZxid = -1;
    private boolean ended;

    /**
     * One batch of txns.
     *
     * @param isLast whether no batch follows
     * @param failure the reason for an early end; null when all files were read
     */
    private record Batch(List<LoggedTxn> txns, boolean isLast, Throwable failure) {}

    DecodeAhead(List<Path> files, int recordBytesMax) {
        this.files = files;
        this.recordBytesMax = recordBytesMax;
        thread.setDaemon(true);
        thread.start();
    }

    private void decodeAll() {
        Throwable failure = null;
        try {
            try {
                for (Path file : files) {
                    decode(file, file == files.get(files.size() - 1));
                }
            } catch (IOException | RuntimeException | Error e) {
                failure = e;
            }
            if (failure != null) {
                // The txns that were read before the failure count.
                batches.put(new Batch(batch, false, null));
                batch = List.of();
            }
            batches.put(new Batch(batch, true, failure));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The consumer has closed this and waits for no more.
        }
    }

    private void decode(Path file, boolean newest) throws IOException, InterruptedException {
        try (TxnLogReader reader = new TxnLogReader(file, recordBytesMax)) {
            for (LoggedTxn txn = reader.next(); txn != null; txn = reader.next()) {
                lastZxid = txn.header().zxid();
                batch.add(txn);
                batchBytes += reader.recordBytes();
                if (batch.size() == BATCH_RECORDS || batchBytes > BATCH_BYTES) {
                    batches.put(new Batch(batch, false, null));
                    batch = new ArrayList<>(BATCH_RECORDS);
                    batchBytes = 0;
                }
            }
            boolean leavings = newest
                    ? TornTail.check(file, reader, lastZxid)
                    : reader.found().isSuspect() && reader.endsWithBytes();
            if (leavings) {
                oddities.add(describe(file, reader));
            }
        }
    }

    private static String describe(Path file, TxnLogReader reader) {
        String partial = reader.found() == RecordCase.NO_END_BYTE ? "Last transaction was partial. " : "";
        return partial + file + " ends with an incomplete record at offset " + reader.offset() + " (" + reader.found()
                + "): it is ignored, as it was never acknowledged";
    }

    /**
     * Waits for the next records.
     *
     * @return null when there are no more
     * @throws IOException when the files cannot be read beyond the records that were already returned
     */
    List<LoggedTxn> next() throws IOException {
        if (ended) {
            return null;
        }
        try {
            Batch next = batches.take();
            ended = next.isLast;
            rethrow(next.failure);
            return next.txns;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading the log", e);
        }
    }

    private static void rethrow(Throwable failure) throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    /** @return what was odd about the ends of files; complete after {@link #next} has returned null */
    List<String> oddities() {
        return oddities;
    }

    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
