// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.linearizability;

import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Handshake;
import io.paddock.e2e.harness.Reply;
import io.paddock.e2e.harness.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * A client that does one operation after the other on znodes it shares with others, and writes down what it was told and when. One thread at
 * a time.
 */
public final class HistoryClient {
    private static final int SYNC = 9;

    /** A member that says nothing for so long may be cut off: a client goes elsewhere. */
    private static final int SILENCE_MILLIS = 3_000;

    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int READ_XID = 100_000_000;
    private static final long RETRY_NANOS = 20_000_000;

    private final String name;
    private final List<String> paths;
    private final Random random;
    private final String fence; // null: one server
    private final List<Operation> history = new ArrayList<>();
    private final Map<String, Integer> versionsSeen = new HashMap<>();
    private Handshake session;
    private Wire wire;
    private long zxidSeen;
    private int counter;
    private volatile boolean stopped;

    private HistoryClient(String name, List<String> paths, long seed, String fence) {
        this.name = name;
        this.paths = paths;
        this.random = new Random(seed);
        this.fence = fence;
    }

    /** A client of one server. */
    HistoryClient(String name, List<String> paths, long seed) {
        this(name, paths, seed, null);
    }

    /**
     * A client of an ensemble, whose members may be behind each other, even behind the whole when they are cut off: a write to a znode of its own
     * precedes each read that counts, and tells when what is in doubt can no longer happen.
     */
    public static HistoryClient onEnsemble(String name, List<String> paths, long seed) {
        return new HistoryClient(name, paths, seed, "/fence-" + name);
    }

    /** Connects, or connects again with the same session. */
    void connect(int port) {
        wire = Wire.open(port);
        session = wire.handshake(
                session == null
                        ? Handshake.fresh(TIMEOUT_MILLIS)
                        : session.renewal().withZxid(zxidSeen));
        if (session.refused()) {
            throw new AssertionError(name + ": its session is gone");
        }
    }

    /** Operates until {@link #stop}, and connects elsewhere whenever the connection breaks. */
    public void operateThroughFailures(IntSupplier ports) {
        stopped = false;
        while (!stopped) {
            try {
                connectFenced(ports.getAsInt());
                while (!stopped) {
                    operateOnce();
                }
            } catch (IOException | UncheckedIOException e) {
                LockSupport.parkNanos(RETRY_NANOS);
            } finally {
                if (wire != null) {
                    wire.close();
                }
            }
        }
    }

    private void connectFenced(int port) throws IOException {
        wire = Wire.open(port);
        wire.readTimeout(SILENCE_MILLIS);
        Handshake answer = wire.handshake(
                session == null
                        ? Handshake.fresh(TIMEOUT_MILLIS)
                        : session.renewal().withZxid(zxidSeen));
        if (answer.refused()) {
            check(session == null, null, "its session is gone");
            throw new IOException(name + " got no session");
        }
        wire.trySend(Frame.empty()
                .raw(Frame.create(++counter, fence, new byte[0], 0).bytes())
                .raw(Frame.setData(++counter, fence, new byte[0]).bytes())
                .content());
        take(counter - 1); // It may be there already.
        Reply reply = take(counter);
        if (reply.error() != 0) {
            throw new IOException(name + " cannot write: " + reply);
        }
        // Only now is it known to all whom this client will believe to be up to date.
        session = answer;
        // This is in the order behind everything this session asked for before, or that never happens.
        inDoubtUntil(System.nanoTime());
    }

    /** Lets it end after the operation under way. Any thread. */
    public void stop() {
        stopped = true;
    }

    /** Does {@code count} operations, fewer if the connection breaks. */
    void operate(int count) {
        stopped = false;
        try {
            for (int i = 0; i < count && !stopped; i++) {
                operateOnce();
            }
        } catch (IOException | UncheckedIOException e) {
            wire.close();
        }
    }

    private void operateOnce() throws IOException {
        String path = paths.get(random.nextInt(paths.size()));
        int version = random.nextBoolean() ? -1 : versionsSeen.getOrDefault(path, 0);
        String data = name + "-" + ++counter;
        byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
        switch (random.nextInt(8)) {
            case 0, 1 -> write(Operation.Kind.CREATE, path, data, -1, Frame.create(counter, path, bytes, 0));
            case 2, 3, 4 ->
                write(
                        Operation.Kind.SET_DATA,
                        path,
                        data,
                        version,
                        Frame.request(counter, Frame.SET_DATA)
                                .string(path)
                                .buffer(bytes)
                                .i32(version));
            case 5 ->
                write(
                        Operation.Kind.DELETE,
                        path,
                        null,
                        version,
                        Frame.request(counter, Frame.DELETE).string(path).i32(version));
            case 6 ->
                read(
                        path,
                        fence == null
                                ? sync(path)
                                : Frame.setData(counter, fence, bytes).bytes());
            // One server answers reads from the one tree that its acknowledged writes are in: no sync is needed here.
            default -> read(path, new byte[0]);
        }
    }

    private byte[] sync(String path) {
        return Frame.request(counter, SYNC).string(path).bytes();
    }

    private void write(Operation.Kind kind, String path, String data, int version, Frame frame) throws IOException {
        long invoked = System.nanoTime();
        int at = history.size();
        history.add(new Operation(name, path, kind, data, version, Operation.Result.UNKNOWN, invoked, Operation.NEVER));
        wire.trySend(frame.bytes());
        Reply reply = take(counter);
        history.set(at, new Operation(name, path, kind, data, version, result(reply), invoked, System.nanoTime()));
    }

    private void read(String path, byte[] before) throws IOException {
        long invoked = System.nanoTime();
        int xid = READ_XID + counter;
        wire.trySend(Frame.empty()
                .raw(before)
                .raw(Frame.read(xid, Frame.GET_DATA, path, false).bytes())
                .content());
        if (before.length > 0) {
            Reply first = take(counter);
            if (first.error() != 0) {
                throw new IOException(name + " cannot write: " + first);
            }
        }
        Reply reply = take(xid);
        long returned = System.nanoTime();
        String data = null;
        int version = 0;
        if (reply.error() == 0) {
            ByteBuffer body = reply.body();
            data = reply.stringAt(0);
            body.position(body.position() + 4 + data.length());
            body.getLong();
            long mzxid = body.getLong();
            check(mzxid <= reply.zxid(), reply, "shows a change of zxid 0x" + Long.toHexString(mzxid));
            body.position(body.position() + 16);
            version = body.getInt();
            versionsSeen.put(path, version);
        }
        if (fence == null || before.length > 0) {
            history.add(
                    new Operation(name, path, Operation.Kind.READ, data, version, result(reply), invoked, returned));
        }
    }

    private Reply take(int xid) {
        Reply reply = wire.reply();
        check(reply.xid() == xid, reply, "is not the answer to xid " + xid);
        check(reply.zxid() >= zxidSeen, reply, "goes back behind zxid 0x" + Long.toHexString(zxidSeen));
        zxidSeen = reply.zxid();
        return reply;
    }

    private void check(boolean holds, Reply reply, String otherwise) {
        if (!holds) {
            throw new AssertionError(name + ": " + reply + " " + otherwise);
        }
    }

    private static Operation.Result result(Reply reply) {
        return switch (reply.error()) {
            case 0 -> Operation.Result.DONE;
            case -101 -> Operation.Result.NO_NODE;
            case -103 -> Operation.Result.BAD_VERSION;
            case -110 -> Operation.Result.NODE_EXISTS;
            default -> throw new AssertionError("unexpected " + reply);
        };
    }

    /** The server that knew of what is in doubt is dead: from now on none of it can happen. */
    void serverIsDead(long nanos) {
        inDoubtUntil(nanos);
    }

    private void inDoubtUntil(long nanos) {
        history.replaceAll(each -> each.isInDoubt() && each.returned() == Operation.NEVER
                ? new Operation(
                        name,
                        each.path(),
                        each.kind(),
                        each.data(),
                        each.version(),
                        each.result(),
                        each.invoked(),
                        nanos)
                : each);
    }

    /** What it was told and when. */
    public List<Operation> history() {
        return history;
    }

    void close() {
        wire.close();
    }
}
