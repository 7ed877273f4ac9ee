// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Reply;
import io.paddock.e2e.harness.ServerKind;
import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.SharedServer;
import io.paddock.e2e.harness.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@link DifferentialTest} found to differ once, each on its own; they pass against Apache's server, too, unless they say why not. */
class FoundByProgramsTest {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(ServerOptions.plain().cfg("enforceQuota=true"));

    private static final byte[] DATA = {1};
    private static final int MARSHALLING_ERROR = -5;
    private static final int QUOTA_EXCEEDED = -125;
    private static final int UNIMPLEMENTED = -6;
    private static final int BAD_ARGUMENTS = -8;
    private static final int STAT_LENGTH_AT = 52;

    private Wire wire;

    @BeforeEach
    void connect() {
        wire = SERVER.wire();
        wire.newSession(30_000);
    }

    @AfterEach
    void disconnect() {
        wire.close();
    }

    @Test
    void undecodableWriteTakesNoZxidExceptAMulti() {
        for (int opcode : List.of(
                Request.CREATE,
                Request.CREATE2,
                Request.CREATE_CONTAINER,
                Request.CREATE_TTL,
                Request.DELETE,
                Request.SET_DATA,
                Request.SET_ACL,
                Request.RECONFIG)) {
            assertThat(zxidsTakenBy(Frame.request(1, opcode), MARSHALLING_ERROR))
                    .as("opcode %d", opcode)
                    .isZero();
        }
        assertThat(zxidsTakenBy(Frame.request(1, Request.MULTI), MARSHALLING_ERROR))
                .isOne();
    }

    @Test
    void undecodableWriteIsAnsweredInOrder() {
        long before = lastZxid();
        Frame unreadable = Frame.request(2, Request.SET_DATA);
        wire.send(Frame.create(1, "/in-place", DATA, 1).bytes());
        wire.send(unreadable.bytes());
        wire.send(Frame.create(3, "/in-place-2", DATA, 1).bytes());
        for (int[] xidErrorAndZxid : new int[][] {{1, 0, 1}, {2, MARSHALLING_ERROR, 1}, {3, 0, 2}}) {
            Reply reply = wire.reply();
            assertThat(reply.xid()).isEqualTo(xidErrorAndZxid[0]);
            assertThat(reply.error()).isEqualTo(xidErrorAndZxid[1]);
            assertThat(reply.zxid() - before).isEqualTo(xidErrorAndZxid[2]);
        }
    }

    @Test
    void replyToANewUsageTextDescribesTheDataAsSent() {
        wire.call(Frame.create(1, "/zookeeper/quota/usage", DATA, 0));
        wire.call(Frame.create(1, "/usage", DATA, 0));
        String path = "/zookeeper/quota/usage/zookeeper_stats";
        Reply reply = wire.call(Frame.request(1, Request.CREATE2).createBody(path, DATA, 0));
        assertThat(reply.body().slice().getInt(4 + path.length() + STAT_LENGTH_AT))
                .isEqualTo(DATA.length);
        Reply counted = wire.call(Frame.read(2, Request.GET_DATA, path, false));
        assertThat(counted.stringAt(0)).isEqualTo("count=1,bytes=1");
    }

    @Test
    void aUsageTextOfTheRootCountsEverything() {
        wire.call(Frame.create(1, "/zookeeper/quota/zookeeper_stats", DATA, 0));
        Reply reply = wire.call(Frame.read(2, Request.GET_DATA, "/zookeeper/quota/zookeeper_stats", false));
        assertThat(reply.stringAt(0)).startsWith("count=");
        wire.call(Frame.delete(3, "/zookeeper/quota/zookeeper_stats"));
    }

    /** KnownDifference.UNREADABLE_LIMITS: Apache's server fails every write below them. */
    @Test
    void unreadableLimitsLimitNothing() {
        wire.call(Frame.create(1, "/odd-limits", DATA, 0));
        wire.call(Frame.create(1, "/zookeeper/quota/odd-limits", DATA, 0));
        String limits = "/zookeeper/quota/odd-limits/zookeeper_limits";
        wire.call(Frame.create(1, limits, DATA, 0));
        wire.call(Frame.create(
                1, "/zookeeper/quota/odd-limits/zookeeper_stats", "count=1".getBytes(StandardCharsets.US_ASCII), 0));
        for (String text : List.of("junk", "byteHardLimit=x", "byteHardLimit=", "=", "foo=x", ",count=4")) {
            wire.call(Frame.setData(2, limits, text.getBytes(StandardCharsets.US_ASCII)));
            assertThat(wire.call(Frame.setData(3, "/odd-limits", new byte[9])).error())
                    .as(text)
                    .isEqualTo(ServerKind.isPaddock() ? 0 : MARSHALLING_ERROR);
        }
        // What can be read of them does limit.
        if (ServerKind.isPaddock()) {
            wire.call(Frame.setData(2, limits, "junk,byteHardLimit=10".getBytes(StandardCharsets.US_ASCII)));
            assertThat(wire.call(Frame.setData(3, "/odd-limits", new byte[11])).error())
                    .isEqualTo(QUOTA_EXCEEDED);
        }
    }

    @Test
    void unreadableUsageTextIsRefused() {
        assumeThat(ServerKind.isPaddock()).isTrue();
        wire.call(Frame.create(1, "/zookeeper/quota/odd-usage", DATA, 0));
        String usage = "/zookeeper/quota/odd-usage/zookeeper_stats";
        wire.call(Frame.create(1, usage, DATA, 0));
        assertThat(wire.call(Frame.setData(2, usage, DATA)).error()).isEqualTo(BAD_ARGUMENTS);
        assertThat(wire.call(Frame.setData(2, usage, null)).error()).isEqualTo(BAD_ARGUMENTS);
        assertThat(wire.call(Frame.setData(2, usage, "count=3".getBytes(StandardCharsets.US_ASCII)))
                        .error())
                .isZero();
    }

    /** KnownDifference.QUOTA_ON_ROOT: it would be the end of Apache's server. */
    @Test
    void limitsOfTheRootAreRefused() {
        assumeThat(ServerKind.isPaddock()).isTrue();
        Reply reply = wire.call(Frame.create(1, "/zookeeper/quota/zookeeper_limits", DATA, 0));
        assertThat(reply.error()).isEqualTo(BAD_ARGUMENTS);
    }

    @Test
    void createTtlInAMultiIsReadWhateverItsFlagsAndAcl() {
        assertThat(multiOfCreateTtl("/ttl", 5, false)).isEqualTo(UNIMPLEMENTED);
        assertThat(multiOfCreateTtl("/ttl", 7, true)).isEqualTo(BAD_ARGUMENTS);
        assertThat(multiOfCreateTtl("/ttl", 0, false)).isEqualTo(-114);
        assertThat(multiOfCreateTtl("/ttl-container", 4, true)).isZero();
    }

    private int multiOfCreateTtl(String path, int flags, boolean withAcl) {
        Frame frame = Frame.request(1, Request.MULTI)
                .part(Request.CREATE_TTL)
                .string(path)
                .buffer(DATA);
        if (withAcl) {
            frame.i32(1).acl(31, "world", "anyone");
        } else {
            frame.i32(-1);
        }
        Reply reply = wire.call(frame.i32(flags).i64(1_000).lastPart());
        assertThat(reply.error()).isZero();
        ByteBuffer body = reply.body();
        return body.getInt(body.position() + 5);
    }

    @Test
    void invalidPartFailsTheWholeMulti() {
        Frame frame = Frame.request(1, Request.MULTI)
                .part(Request.CREATE)
                .createBody("/no-sense", DATA, 0)
                .part(Request.CREATE)
                .string("/no-sense-2")
                .buffer(DATA)
                .i32(1)
                .acl(31, "ip", null)
                .i32(0)
                .lastPart();
        assertThat(zxidsTakenBy(frame, MARSHALLING_ERROR)).isOne();
        assertThat(wire.call(Frame.read(2, Request.EXISTS, "/no-sense", false)).error())
                .isEqualTo(-101);
    }

    @Test
    void aSaslPacketWithoutATokenEndsTheConnection() {
        wire.send(Frame.request(1, Request.SASL).buffer(null).bytes());
        assertThat(wire.bytesUntilClosed()).isZero();
    }

    @Test
    void controlCharactersInAPrefixAreIgnored() {
        wire.call(Frame.create(1, "/mine", DATA, 1));
        assertThat(ephemeralsBelow("\u0000 ")).isOne();
        assertThat(ephemeralsBelow(" /\u0001")).isOne();
        assertThat(ephemeralsBelow("/mine ")).isZero();
    }

    private int ephemeralsBelow(String prefix) {
        return wire.call(Frame.request(2, Request.GET_EPHEMERALS).string(prefix))
                .body()
                .getInt();
    }

    @Test
    void closingClientIsNotifiedOfItsDeletedEphemerals() {
        wire.call(Frame.create(1, "/leaving", DATA, 1));
        wire.call(Frame.read(2, Request.GET_DATA, "/leaving", true));
        wire.send(Frame.closeSession(3).bytes());
        Reply event = wire.reply();
        assertThat(event.xid()).isEqualTo(Reply.EVENT_XID);
        assertThat(event.eventPath()).isEqualTo("/leaving");
        assertThat(wire.reply().xid()).isEqualTo(3);
    }

    private long zxidsTakenBy(Frame request, int error) {
        long before = lastZxid();
        Reply reply = wire.call(request);
        assertThat(reply.error()).isEqualTo(error);
        long taken = lastZxid() - before;
        assertThat(reply.zxid()).isEqualTo(before + taken);
        return taken;
    }

    private long lastZxid() {
        return wire.call(Frame.ping()).zxid();
    }
}
