// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.client;

import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;

/**
 * The start of every frame to a client except the first.
 *
 * @param err 0, or an error code, after which no body follows
 */
public record ReplyHeader(int xid, long zxid, int err) {
    public static final int BYTES = 16;
    /** The xid of a watch notification. */
    public static final int NOTIFICATION_XID = -1;
    /** The xid of every answer to a ping, whatever xid the ping had. */
    public static final int PING_XID = -2;

    public static ReplyHeader read(JuteReader in) {
        return new ReplyHeader(in.readInt(), in.readLong(), in.readInt());
    }

    public void write(JuteWriter out) {
        out.writeInt(xid).writeLong(zxid).writeInt(err);
    }
}
