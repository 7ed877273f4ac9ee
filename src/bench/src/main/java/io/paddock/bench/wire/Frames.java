// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.wire;

/** The requests a load is made of, as templates. */
public final class Frames {
    /** The xid of a ping and of its reply. */
    public static final int PING_XID = -2;
    /** The xid of a watch event. */
    public static final int EVENT_XID = -1;

    private static final int PING = 11;
    private static final int ANY_VERSION = -1;
    private static final int PERSISTENT = 0;
    private static final int END_OF_MULTI = -1;

    private Frames() {}

    /** The first frame: a new session that wants this timeout. Its "xid" must stay 0, the protocol version. */
    public static FrameTemplate connect(int sessionTimeoutMillis) {
        return FrameBuilder.headless()
                .int32(0)
                .int64(0)
                .int32(sessionTimeoutMillis)
                .int64(0)
                .buffer(new byte[16])
                .bool(false)
                .template();
    }

    /** A ping; its reply carries {@link #PING_XID} too. */
    public static FrameTemplate ping() {
        return FrameBuilder.request(PING_XID, PING).template();
    }

    /** End of the session: the server answers, then closes. */
    public static FrameTemplate closeSession() {
        return request(OpKind.CLOSE).template();
    }

    /** getData; with a watch if asked. */
    public static FrameTemplate read(PathPattern path, boolean watch) {
        return request(OpKind.GET).path(path).bool(watch).template();
    }

    /** exists, without a watch. */
    public static FrameTemplate exists(PathPattern path) {
        return request(OpKind.EXISTS).path(path).bool(false).template();
    }

    /** getChildren, without a watch. */
    public static FrameTemplate children(PathPattern path) {
        return request(OpKind.CHILDREN).path(path).bool(false).template();
    }

    /** setData, for any version. */
    public static FrameTemplate write(PathPattern path, byte[] value) {
        return request(OpKind.SET).path(path).buffer(value).int32(ANY_VERSION).template();
    }

    /** create of a persistent znode that is open to every client. */
    public static FrameTemplate create(PathPattern path, byte[] value) {
        return request(OpKind.CREATE)
                .path(path)
                .buffer(value)
                .openAcl()
                .int32(PERSISTENT)
                .template();
    }

    /** delete, for any version. */
    public static FrameTemplate delete(PathPattern path) {
        return request(OpKind.DELETE).path(path).int32(ANY_VERSION).template();
    }

    /** One transaction of {@code count} setData on consecutive numbers. */
    public static FrameTemplate multiWrite(PathPattern path, byte[] value, int count) {
        FrameBuilder frame = request(OpKind.MULTI);
        for (int i = 0; i < count; i++) {
            frame.multiHeader(OpKind.SET.opcode(), false)
                    .path(path, i)
                    .buffer(value)
                    .int32(ANY_VERSION);
        }
        return frame.multiHeader(END_OF_MULTI, true).template();
    }

    private static FrameBuilder request(OpKind kind) {
        return FrameBuilder.request(0, kind.opcode());
    }
}
