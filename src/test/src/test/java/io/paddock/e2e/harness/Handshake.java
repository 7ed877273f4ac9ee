// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.harness;

import java.nio.ByteBuffer;

/**
 * Either half of the handshake that opens a connection.
 *
 * @param zxid last zxid the client has seen; 0 in an answer
 * @param timeoutMillis wanted, or granted; 0 in an answer means refused
 * @param sessionId 0 asks for a new session
 * @param password 16 bytes
 */
public record Handshake(long zxid, int timeoutMillis, long sessionId, byte[] password) {

    /** Asks for a new session. */
    public static Handshake fresh(int timeoutMillis) {
        return new Handshake(0, timeoutMillis, 0, new byte[16]);
    }

    /** Asks to go on with the session that an earlier answer granted. */
    public Handshake renewal() {
        return new Handshake(0, timeoutMillis, sessionId, password);
    }

    /** The same with another password. */
    public Handshake withPassword(byte[] other) {
        return new Handshake(zxid, timeoutMillis, sessionId, other);
    }

    /** The same, having seen {@code seen}. */
    public Handshake withZxid(long seen) {
        return new Handshake(seen, timeoutMillis, sessionId, password);
    }

    /** True if the server turned the session down. */
    public boolean refused() {
        return timeoutMillis <= 0;
    }

    /** As a frame, with the read-only byte that clients since 3.4 send. */
    public byte[] bytes() {
        return Frame.empty()
                .i32(0)
                .i64(zxid)
                .i32(timeoutMillis)
                .i64(sessionId)
                .buffer(password)
                .i8(0)
                .bytes();
    }

    /** Reads a server's answer. */
    public static Handshake parse(byte[] frame) {
        ByteBuffer in = ByteBuffer.wrap(frame);
        in.position(8);
        int timeoutMillis = in.getInt();
        long sessionId = in.getLong();
        byte[] password = new byte[in.getInt()];
        in.get(password);
        return new Handshake(0, timeoutMillis, sessionId, password);
    }
}
