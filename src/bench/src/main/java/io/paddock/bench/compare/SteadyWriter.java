// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.bench.client.ServerUnreachable;
import io.paddock.bench.wire.FrameTemplate;
import io.paddock.bench.wire.Frames;
import io.paddock.bench.wire.PathPattern;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * A client that sends one write after another. When it loses its member, it tries the other members at once.
 */
final class SteadyWriter implements AutoCloseable {
    private static final int SESSION_MILLIS = 10_000;
    private static final int ANSWER_MILLIS = 3_000;
    private static final int NODE_EXISTS = -110;
    private static final int PAUSE_MILLIS = 2;
    private static final int ERROR_OFFSET = 12;
    private static final byte[] VALUE = new byte[100];
    private static final PathPattern PATH = PathPattern.of("/steady");

    private final List<InetSocketAddress> members;
    private final Duration patience;
    private final Acknowledgements acknowledgements = new Acknowledgements();
    private final Thread thread = new Thread(this::run, "steady-writer");
    private volatile boolean stopping;
    private int turn;

    /**
     * Begins to write.
     *
     * @param patience how long to wait for acknowledgements before giving up
     */
    SteadyWriter(List<InetSocketAddress> members, Duration patience) {
        this.members = List.copyOf(members);
        this.patience = patience;
        thread.setDaemon(true);
        thread.start();
    }

    Acknowledgements acknowledgements() {
        return acknowledgements;
    }

    /**
     * Waits until that many more writes are acknowledged.
     *
     * @throws ServerUnreachable if they are not acknowledged in time
     */
    void awaitMore(int count) throws InterruptedException {
        int enough = acknowledgements.count() + count;
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        while (acknowledgements.count() < enough) {
            pause(deadlineNanos);
        }
    }

    /**
     * Waits for the first acknowledgement of a write that was sent after that moment.
     *
     * @return when it came
     */
    long awaitSentAfter(long nanos) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        OptionalLong first = acknowledgements.firstSentAfter(nanos);
        while (first.isEmpty()) {
            pause(deadlineNanos);
            first = acknowledgements.firstSentAfter(nanos);
        }
        return first.getAsLong();
    }

    private void pause(long deadlineNanos) throws InterruptedException {
        if (System.nanoTime() - deadlineNanos > 0) {
            throw new ServerUnreachable("no write acknowledged within " + patience.toSeconds() + " s");
        }
        Thread.sleep(PAUSE_MILLIS);
    }

    private void run() {
        while (!stopping) {
            try {
                session(members.get(turn));
            } catch (IOException e) {
                turn = (turn + 1) % members.size();
                if (turn == 0) {
                    // All members have been tried. Without a pause, this client would take CPU time from
                    // their election.
                    rest();
                }
            }
        }
    }

    private void rest() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    private void session(InetSocketAddress member) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.connect(member, ANSWER_MILLIS);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            ask(socket, in, Frames.connect(SESSION_MILLIS), 0);
            int xid = 1;
            int made = ask(socket, in, Frames.create(PATH, VALUE), xid++);
            if (made != 0 && made != NODE_EXISTS) {
                throw new IOException("create: error " + made);
            }
            FrameTemplate write = Frames.write(PATH, VALUE);
            while (!stopping) {
                long sentNanos = System.nanoTime();
                int error = ask(socket, in, write, xid++);
                if (error != 0) {
                    throw new IOException("setData: error " + error);
                }
                acknowledgements.add(sentNanos, System.nanoTime());
            }
            ask(socket, in, Frames.closeSession(), xid);
        }
    }

    /** @return the error code of the reply; for a connect response a number without a meaning */
    private static int ask(Socket socket, DataInputStream in, FrameTemplate frame, int xid) throws IOException {
        ByteBuf request = Unpooled.buffer();
        frame.appendTo(request, xid, 0);
        request.readBytes(socket.getOutputStream(), request.readableBytes());
        byte[] reply = new byte[in.readInt()];
        in.readFully(reply);
        return Unpooled.wrappedBuffer(reply).getInt(ERROR_OFFSET);
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join(ANSWER_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
