// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.harness;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A frame from the server behind the handshake: a reply, or a watch event. */
public final class Reply {
    /** The xid of a watch event. */
    public static final int EVENT_XID = -1;

    private static final int HEADER_BYTES = 20;

    private final byte[] frame;

    Reply(byte[] frame) {
        this.frame = frame;
    }

    public int xid() {
        return body(4).getInt();
    }

    public long zxid() {
        return body(8).getLong();
    }

    /** 0, or why not. */
    public int error() {
        return body(16).getInt();
    }

    /** What follows the header. */
    public ByteBuffer body() {
        return body(HEADER_BYTES);
    }

    /** Reads a string at a position of the body, as in a create's reply or a watch event. */
    public String stringAt(int offset) {
        ByteBuffer in = body(HEADER_BYTES + offset);
        byte[] text = new byte[in.getInt()];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** In a watch event: what happened, 1 created, 2 deleted, 3 data, 4 children. */
    public int eventType() {
        return body().getInt();
    }

    /** In a watch event: to which znode. */
    public String eventPath() {
        return stringAt(8);
    }

    private ByteBuffer body(int offset) {
        ByteBuffer buffer = ByteBuffer.wrap(frame);
        buffer.position(offset);
        return buffer;
    }

    @Override
    public String toString() {
        return "xid " + xid() + ", zxid " + zxid() + ", error " + error() + ", " + (frame.length - HEADER_BYTES)
                + " bytes";
    }
}
