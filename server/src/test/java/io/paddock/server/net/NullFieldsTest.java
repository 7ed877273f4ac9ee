// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.MultiRequest;
import io.paddock.protocol.client.ReplyHeader;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.server.EmbeddedServer;
import io.paddock.server.RawSession;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nulls where a request has a path, a list or an id. Each expected value is the answer of a ZooKeeper 3.9.5
 * server to the same bytes.
 */
final class NullFieldsTest {
    private static final int MARSHALLING_ERROR = -5;
    private static final long FUTURE = 1L << 40;

    private EmbeddedServer server;
    private RawSession session;

    @BeforeEach
    void start() {
        server = EmbeddedServer.start();
        session = new RawSession(server.port(), 30_000);
        assertThat(session.create("/a", new byte[1], 0)).isZero();
    }

    @AfterEach
    void stop() {
        session.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void sendsEventsBeforeANullPathInSetWatches(int list) {
        // A path for which each list has an event. Data and child watches need an absent znode, exists
        // watches a present one.
        String path = list == 1 ? "/a" : "/gone";
        session.send(OpCode.SET_WATCHES, watches(3, list, path, null, path));
        assertThat(xidOf(session.next())).isEqualTo(ReplyHeader.NOTIFICATION_XID);
        ReplyHeader reply = ReplyHeader.read(session.next());
        assertThat(reply.err()).isEqualTo(MARSHALLING_ERROR);
        assertThat(session.exists("/a", false)).isZero(); // The connection stays open.
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void takesANullPathOfAPersistentWatch(int list) {
        assertThat(session.ask(OpCode.SET_WATCHES2, watches(5, list, "/a", null)))
                .isZero();
        assertThat(session.setData("/a", new byte[1])).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void keepsTheWatchesBeforeANullPath(int list) {
        assertThat(session.ask(OpCode.SET_WATCHES, out -> {
                    out.writeLong(FUTURE);
                    lists(out, 3, list, "/a", null);
                }))
                .isEqualTo(MARSHALLING_ERROR);
        session.send(OpCode.DELETE, out -> out.writeString("/a").writeInt(-1));
        assertThat(xidOf(session.next())).isEqualTo(ReplyHeader.NOTIFICATION_XID);
    }

    @ParameterizedTest
    @EnumSource(
            value = OpCode.class,
            names = {"CREATE", "CREATE2", "CREATE_CONTAINER"})
    void givesNoZxidToAMultiWithoutAnAcl(OpCode op) {
        long before = zxid();
        int flags = op == OpCode.CREATE_CONTAINER ? 4 : 0;
        assertThat(session.ask(OpCode.MULTI, out -> {
                    part(out, op, "/b", flags);
                    part(out, OpCode.DELETE, null, 0); // The server does not look at this part any more.
                }))
                .isEqualTo(MARSHALLING_ERROR);
        assertThat(zxid()).isEqualTo(before);
    }

    @Test
    void givesAZxidToAMultiWithANullPath() {
        long before = zxid();
        assertThat(session.ask(OpCode.MULTI, out -> {
                    MultiRequest.writeHeader(out, OpCode.DELETE.code(), false, -1);
                    out.writeString(null).writeInt(-1);
                    MultiRequest.writeEnd(out);
                }))
                .isEqualTo(MARSHALLING_ERROR);
        assertThat(zxid()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @EnumSource(
            value = OpCode.class,
            names = {"EXISTS", "GET_DATA", "GET_CHILDREN", "GET_CHILDREN2"})
    void answersAReadOfNoPath(OpCode op) {
        assertThat(session.ask(op, out -> out.writeString(null).writeBoolean(true)))
                .isEqualTo(MARSHALLING_ERROR);
        assertThat(session.exists("/a", false)).isZero();
    }

    private long zxid() {
        session.send(OpCode.EXISTS, out -> out.writeString("/").writeBoolean(false));
        return ReplyHeader.read(session.next()).zxid();
    }

    private static int xidOf(JuteReader frame) {
        return ReplyHeader.read(frame).xid();
    }

    private static void part(JuteWriter out, OpCode op, String path, int flags) {
        MultiRequest.writeHeader(out, op.code(), false, -1);
        out.writeString(path).writeBuffer(new byte[0]).writeInt(-1).writeInt(flags);
    }

    private static Consumer<JuteWriter> watches(int count, int at, String... paths) {
        return out -> {
            out.writeLong(0);
            lists(out, count, at, paths);
        };
    }

    private static void lists(JuteWriter out, int count, int at, String... paths) {
        for (int i = 0; i < count; i++) {
            out.writeStrings(i == at ? Arrays.asList(paths) : List.of());
        }
    }
}
