// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.client.ReplyHeader;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteWriter;
import java.util.List;

/** One event. All receivers get the same object, so that its bytes are encoded once. */
public final class WatchEvent {
    public static final int NODE_CREATED = 1;
    public static final int NODE_DELETED = 2;
    public static final int NODE_DATA_CHANGED = 3;
    public static final int NODE_CHILDREN_CHANGED = 4;

    /** The only client state that a server sends. */
    public static final int SYNC_CONNECTED = 3;

    /** The zxid of an event that no single txn caused. */
    private static final long NO_ZXID = -1;

    private static final int FRAME_BYTES_WITHOUT_PATH = 4 + ReplyHeader.BYTES + 3 * 4;

    private final int type;
    private final String path;
    private final long zxid;
    private final List<Acl> acl;
    /**
     * Volatile: the event loop that first needs the frame encodes it. Two event loops may both do so, with
     * the same result.
     */
    private volatile byte[] frame;

    /**
     * @param type 1 to 4
     * @param acl only clients that may READ by this list are informed; null informs every client
     */
    public WatchEvent(int type, String path, long zxid, List<Acl> acl) {
        this.type = type;
        this.path = path;
        this.zxid = zxid;
        this.acl = acl;
    }

    /**
     * The event that setWatches sends for a change that the client missed while disconnected. It has no zxid,
     * and every client may receive it.
     */
    public static WatchEvent missed(int type, String path) {
        return new WatchEvent(type, path, NO_ZXID, null);
    }

    public int type() {
        return type;
    }

    /** @return the full path of the znode that changed, which for a recursive watch is not the path watched */
    public String path() {
        return path;
    }

    /** @return the zxid of the txn that caused the event, or -1 */
    public long zxid() {
        return zxid;
    }

    /**
     * @return the ACL by which a receiver must be allowed to READ, or null when every client may receive the
     *     event
     */
    public List<Acl> acl() {
        return acl;
    }

    /**
     * @return the notification as it is sent, including its 4 length bytes. All receivers share it: do not
     *     change it
     */
    public byte[] frame() {
        byte[] made = frame;
        if (made == null) {
            made = encode();
            frame = made;
        }
        return made;
    }

    private byte[] encode() {
        ByteBuf buffer = Unpooled.buffer(FRAME_BYTES_WITHOUT_PATH + (path == null ? 0 : path.length()));
        JuteWriter out = new JuteWriter(buffer).writeInt(0);
        new ReplyHeader(ReplyHeader.NOTIFICATION_XID, zxid, 0).write(out);
        out.writeInt(type).writeInt(SYNC_CONNECTED).writeString(path);
        buffer.setInt(0, buffer.writerIndex() - 4);
        byte[] bytes = new byte[buffer.writerIndex()];
        buffer.readBytes(bytes);
        return bytes;
    }

    @Override
    public String toString() {
        return type + " " + path + " at 0x" + Long.toHexString(zxid);
    }
}
