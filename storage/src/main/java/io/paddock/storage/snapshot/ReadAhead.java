// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.zip.Adler32;

/**
 * Reads, decompresses and checksums a stream on a thread of its own. It stays a few pieces ahead of the
 * thread that decodes.
 *
 * <p>Each piece comes with the checksum of everything before it. So the decoder can check a seal in the
 * middle of a piece by adding a few bytes.
 */
final class ReadAhead implements AutoCloseable {
    /** Room before each piece for the bytes that the decoder had left of the piece before. */
    static final int HEADROOM_BYTES = 1 << 13;

    /** Smaller than half a region of the default collector on small heaps. Larger arrays would be costly. */
    private static final int PIECE_BYTES = 1 << 18;

    private static final int PIECES_AHEAD = 8;

    private final InputStream in;
    private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(PIECES_AHEAD);
    private final BlockingQueue<byte[]> used = new ArrayBlockingQueue<>(PIECES_AHEAD);
    private final Thread thread = new Thread(this::readAll, "snapshot-read-ahead");

    /**
     * Some bytes of the stream.
     *
     * @param bytes headroom, then the piece
     * @param end where the piece ends in {@code bytes}
     * @param checksumBefore Adler-32 of the stream before it
     * @param isLast whether no piece follows
     * @param failure why the stream cannot be read beyond this piece; null at the regular end, and if more
     *   follows
     */
    record Piece(byte[] bytes, int end, long checksumBefore, boolean isLast, Throwable failure) {}

    ReadAhead(InputStream in) {
        this.in = in;
        thread.setDaemon(true);
        thread.start();
    }

    private void readAll() {
        Adler32 checksum = new Adler32();
        try {
            Piece piece;
            do {
                piece = readPiece(checksum.getValue());
                checksum.update(piece.bytes, HEADROOM_BYTES, piece.end - HEADROOM_BYTES);
                pieces.put(piece);
            } while (!piece.isLast);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The consumer has closed this and waits for no more.
        }
    }

    private Piece readPiece(long checksumBefore) {
        byte[] recycled = used.poll();
        byte[] bytes = recycled != null ? recycled : new byte[HEADROOM_BYTES + PIECE_BYTES];
        int end = HEADROOM_BYTES;
        try {
            while (end < bytes.length) {
                int read = in.read(bytes, end, bytes.length - end);
                if (read < 0) {
                    return new Piece(bytes, end, checksumBefore, true, null);
                }
                end += read;
            }
            return new Piece(bytes, end, checksumBefore, false, null);
            // Catch errors too: a decompressor throws them at damaged bytes, and the decoder must receive all
            // failures.
        } catch (Throwable e) {
            // all.
            return new Piece(bytes, end, checksumBefore, true, e);
        }
    }

    /** Waits for the next piece. */
    Piece next() throws IOException {
        try {
            return pieces.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading a snapshot", e);
        }
    }

    /** Gives back a piece's array for another piece. */
    void recycle(byte[] bytes) {
        if (bytes.length == HEADROOM_BYTES + PIECE_BYTES) {
            used.offer(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        in.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
