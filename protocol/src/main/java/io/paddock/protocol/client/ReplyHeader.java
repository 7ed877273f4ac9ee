// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.client;

import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;

/**
 * Starts every frame to a client but the first.
 *
 * @param err 0, or the code: then no body follows
 */
public record ReplyHeader(int xid, long zxid, int err) {
    public static final int BYTES = 16;
    /** The xid of a watch notification. */
    public static final int NOTIFICATION_XID = -1;
    /** The xid of every answer to a ping, whatever the ping's was. */
    public static final int PING_XID = -2;

    public static ReplyHeader read(JuteReader in) {
        return new ReplyHeader(in.readInt(), in.readLong(), in.readInt());
    }

    public void write(JuteWriter out) {
        out.writeInt(xid).writeLong(zxid).writeInt(err);
    }
}
