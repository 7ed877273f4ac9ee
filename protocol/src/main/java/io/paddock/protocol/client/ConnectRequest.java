// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.client;

import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;

/**
 * The first frame of a connection.
 *
 * @param lastZxidSeen the highest zxid the client knows of; a server behind it must not accept
 * @param timeoutMillis the session timeout wished for
 * @param sessionId 0 for a new session, else the one to renew
 * @param password proves a renewal; anything for a new session
 * @param readOnly whether a read-only server will do; null from clients up to 3.3, which do not send the byte
 */
public record ConnectRequest(
        int protocolVersion, long lastZxidSeen, int timeoutMillis, long sessionId, byte[] password, Boolean readOnly) {

    public static ConnectRequest read(JuteReader in) {
        return new ConnectRequest(
                in.readInt(),
                in.readLong(),
                in.readInt(),
                in.readLong(),
                in.readBuffer(),
                in.remaining() > 0 ? in.readBoolean() : null);
    }

    public void write(JuteWriter out) {
        out.writeInt(protocolVersion)
                .writeLong(lastZxidSeen)
                .writeInt(timeoutMillis)
                .writeLong(sessionId)
                .writeBuffer(password);
        if (readOnly != null) {
            out.writeBoolean(readOnly);
        }
    }
}
