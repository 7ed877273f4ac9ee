// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.client;

import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;

/**
 * The first frame of a connection.
 *
 * @param lastZxidSeen the highest zxid that the client has seen; a server with a lower last zxid must refuse
 *   it
 * @param timeoutMillis the session timeout that the client asks for
 * @param sessionId 0 for a new session, otherwise the session to renew
 * @param password proves the right to renew; any value for a new session
 * @param readOnly whether the client accepts a read-only server; null from clients up to 3.3, which do not
 *   send the byte
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
