// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.quorum;

import io.netty.buffer.ByteBuf;
import io.paddock.protocol.Payload;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.jute.MalformedFrame;

/**
 * One step of the SASL exchange between members: after the initial message on the election port, and before
 * everything else on the quorum port. The member that opened the connection is the SASL client.
 *
 * @param status {@link #IN_PROGRESS}, {@link #SUCCESS} or {@link #ERROR}
 * @param token may be empty; may be null together with success
 */
public record SaslToken(int status, Payload token) {
    /**
     * Begins each token. It distinguishes a SASL packet from anything else that a connection can begin with.
     */
    public static final long MAGIC = 0x5f2435013501edccL;

    public static final int IN_PROGRESS = 0;
    public static final int SUCCESS = 1;
    public static final int ERROR = -1;
    /** No mechanism in use sends more. */
    public static final int TOKEN_BYTES_MAX = 64 * 1024;

    private static final int HEAD_BYTES = 16;

    /**
     * Returns whether the readable bytes begin with a whole token. Reads nothing.
     *
     * @throws MalformedFrame when the magic or the length is wrong
     */
    public static boolean isComplete(ByteBuf in) {
        if (in.readableBytes() >= 8 && in.getLong(in.readerIndex()) != MAGIC) {
            throw new MalformedFrame("no SASL packet begins with " + Long.toHexString(in.getLong(in.readerIndex())));
        }
        if (in.readableBytes() < HEAD_BYTES) {
            return false;
        }
        int length = in.getInt(in.readerIndex() + 12);
        if (length < -1 || length > TOKEN_BYTES_MAX) {
            throw new MalformedFrame("SASL token of " + length + " bytes where " + TOKEN_BYTES_MAX + " are allowed");
        }
        return in.readableBytes() >= HEAD_BYTES + Math.max(length, 0);
    }

    public static SaslToken read(JuteReader in) {
        long magic = in.readLong();
        if (magic != MAGIC) {
            throw new MalformedFrame("no SASL packet begins with " + Long.toHexString(magic));
        }
        int status = in.readInt();
        byte[] token = in.readBuffer();
        return new SaslToken(status, token == null ? null : new Payload(token));
    }

    public void write(JuteWriter out) {
        out.writeLong(MAGIC).writeInt(status).writeBuffer(token == null ? null : token.bytes());
    }
}
