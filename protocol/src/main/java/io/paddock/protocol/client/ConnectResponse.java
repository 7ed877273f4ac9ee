// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.client;

import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;

/**
 * The answer to a {@link ConnectRequest}.
 *
 * @param timeoutMillis the negotiated timeout; 0 means refused because the session has ended
 * @param readOnly null for clients that sent no such byte, because they must not receive one
 */
public record ConnectResponse(
        int protocolVersion, int timeoutMillis, long sessionId, byte[] password, Boolean readOnly) {
    private static final int PASSWORD_BYTES = 16;

    /** @return the answer that tells a client that its session has ended */
    public static ConnectResponse refused(Boolean readOnly) {
        return new ConnectResponse(0, 0, 0, new byte[PASSWORD_BYTES], readOnly);
    }

    public static ConnectResponse read(JuteReader in) {
        return new ConnectResponse(
                in.readInt(),
                in.readInt(),
                in.readLong(),
                in.readBuffer(),
                in.remaining() > 0 ? in.readBoolean() : null);
    }

    public void write(JuteWriter out) {
        out.writeInt(protocolVersion)
                .writeInt(timeoutMillis)
                .writeLong(sessionId)
                .writeBuffer(password);
        if (readOnly != null) {
            out.writeBoolean(readOnly);
        }
    }
}
