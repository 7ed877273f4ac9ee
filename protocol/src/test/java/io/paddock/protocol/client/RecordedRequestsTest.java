// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.protocol.Bytes;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.Id;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.jute.MalformedFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests as stock clients sent them: their meaning, and that writing them gives the same bytes. */
class RecordedRequestsTest {
    private static final Map<String, byte[]> REQUESTS = Bytes.recorded(RecordedRequestsTest.class, "requests.txt");
    private static final Map<String, byte[]> CONNECT_RESPONSES =
            Bytes.recorded(RecordedRequestsTest.class, "connect-responses.txt");
    /** Requests that are wrong on purpose, or whose body has no record class here. */
    private static final List<String> NOT_RECORDS = List.of(
            "46-multi-bad-op", "65-malformed-body", "66-sasl-not-configured", "69-unknown-opcode", "75-frame-too-long");

    static List<String> readable() {
        return REQUESTS.keySet().stream()
                .filter(name -> !NOT_RECORDS.contains(name))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("readable")
    void writesTheBytesThatItRead(String name) {
        JuteReader in = frame(REQUESTS.get(name));
        byte[] frame = Arrays.copyOfRange(REQUESTS.get(name), 4, REQUESTS.get(name).length);
        if (isConnect(name)) {
            assertThat(Bytes.hex(Bytes.written(ConnectRequest.read(in)::write))).isEqualTo(Bytes.hex(frame));
        } else {
            int xid = in.readInt();
            OpCode op = OpCode.of(in.readInt());
            Consumer<JuteWriter> body = body(op, in);
            assertThat(in.remaining()).isZero();
            byte[] written = Bytes.written(out -> body.accept(out.writeInt(xid).writeInt(op.code())));
            if (name.equals("45-multi-container-via-create")) {
                // The request is normalised to what it asks for.
                assertThat(written).hasSameSizeAs(frame).isNotEqualTo(frame);
            } else {
                assertThat(Bytes.hex(written)).isEqualTo(Bytes.hex(frame));
            }
        }
    }

    private static boolean isConnect(String name) {
        return name.contains("connect") || name.contains("renew");
    }

    private static Consumer<JuteWriter> body(OpCode op, JuteReader in) {
        return switch (op) {
            case CREATE, CREATE2, CREATE_CONTAINER, CREATE_TTL -> CreateRequest.read(op, in)::write;
            case DELETE -> DeleteRequest.read(in)::write;
            case EXISTS, GET_DATA, GET_CHILDREN, GET_CHILDREN2 -> PathRequest.readWatched(in)::writeWatched;
            case GET_ACL, SYNC, GET_EPHEMERALS, GET_ALL_CHILDREN_NUMBER -> PathRequest.read(in)::write;
            case SET_DATA -> SetDataRequest.read(in)::write;
            case SET_ACL -> SetAclRequest.read(in)::write;
            case MULTI -> MultiRequest.read(in)::write;
            case MULTI_READ -> MultiReadRequest.read(in)::write;
            case RECONFIG -> ReconfigRequest.read(in)::write;
            case CHECK_WATCHES, REMOVE_WATCHES, ADD_WATCH -> WatchRequest.read(in)::write;
            case SET_WATCHES -> SetWatchesRequest.read(in)::write;
            case SET_WATCHES2 -> SetWatchesRequest.read2(in)::write2;
            case AUTH -> AuthPacket.read(in)::write;
            case PING, CLOSE_SESSION, WHO_AM_I -> out -> {};
            default -> throw new AssertionError("no record for " + op);
        };
    }

    @Test
    void connects() {
        ConnectRequest fresh = ConnectRequest.read(frame("01-connect-new"));
        assertThat(fresh.sessionId()).isZero();
        assertThat(fresh.lastZxidSeen()).isZero();
        assertThat(fresh.password()).isEqualTo(new byte[16]);
        assertThat(fresh.readOnly()).isFalse();
        assertThat(ConnectRequest.read(frame("02-connect-legacy-no-readonly-byte"))
                        .readOnly())
                .isNull();
        assertThat(ConnectRequest.read(frame("06-connect-zxid-ahead")).lastZxidSeen())
                .isPositive();
        assertThat(ConnectRequest.read(frame("07-connect-unknown-session")).sessionId())
                .isNotZero();
    }

    @ParameterizedTest
    @MethodSource("connectResponses")
    void writesTheConnectRepliesThatItRead(String name) {
        byte[] frame = CONNECT_RESPONSES.get(name);
        ConnectResponse response = ConnectResponse.read(frame(frame));
        assertThat(response.password()).hasSize(16);
        assertThat(Bytes.hex(Bytes.written(response::write)))
                .isEqualTo(Bytes.hex(frame).substring(8));
    }

    static List<String> connectResponses() {
        return List.copyOf(CONNECT_RESPONSES.keySet());
    }

    @Test
    void refusedConnectReplyIsAllZeros() {
        ConnectResponse recorded = ConnectResponse.read(frame(CONNECT_RESPONSES.get("07-connect-unknown-session")));
        assertThat(recorded).usingRecursiveComparison().isEqualTo(ConnectResponse.refused(false));
    }

    @Test
    void creates() {
        assertThat(CreateRequest.read(OpCode.CREATE, body("12-create")))
                .usingRecursiveComparison()
                .isEqualTo(new CreateRequest(
                        OpCode.CREATE, "/g", "hello".getBytes(StandardCharsets.US_ASCII), Acl.OPEN, 0, -1));
        assertThat(CreateRequest.read(OpCode.CREATE, body("14-create-null-data"))
                        .data())
                .isNull();
        assertThat(CreateRequest.read(OpCode.CREATE2, body("18-create2-ephemeral-sequential"))
                        .flags())
                .isEqualTo(3);
        assertThat(CreateRequest.read(OpCode.CREATE, body("25-create-invalidacl"))
                        .acl())
                .isNullOrEmpty();
        assertThat(CreateRequest.read(OpCode.CREATE_TTL, body("77-x-createttl")).ttlMillis())
                .isPositive();
    }

    @Test
    void setsAnAcl() {
        assertThat(SetAclRequest.read(body("40-setacl")))
                .isEqualTo(new SetAclRequest(
                        "/g/a",
                        List.of(new Acl(31, Id.ANYONE), new Acl(31, Id.ANYONE), new Acl(1, new Id("ip", "10.0.0.0/8"))),
                        0));
    }

    @Test
    void readsAMulti() {
        List<MultiOp> ops = MultiRequest.read(body("42-multi-ok")).ops();
        assertThat(ops)
                .extracting(MultiOp::op)
                .containsExactly(OpCode.CREATE, OpCode.SET_DATA, OpCode.CHECK, OpCode.CREATE2, OpCode.DELETE);
        assertThat(ops).extracting(MultiOp::path).containsExactly("/g/m", "/g/m", "/g/m", "/g/m2", "/g/m");
        assertThat(MultiRequest.read(body("44-multi-empty")).ops()).isEmpty();
        assertThat(MultiRequest.read(body("45-multi-container-via-create")).ops())
                .extracting(MultiOp::op)
                .containsExactly(OpCode.CREATE_CONTAINER);
        assertThatThrownBy(() -> MultiRequest.read(body("46-multi-bad-op"))).isExactlyInstanceOf(MalformedFrame.class);
    }

    @Test
    void multiRead() {
        assertThat(MultiReadRequest.read(body("47-multiread")).parts())
                .containsExactly(
                        new MultiReadRequest.Part(OpCode.GET_DATA, new PathRequest("/g/m2", false)),
                        new MultiReadRequest.Part(OpCode.GET_CHILDREN, new PathRequest("/zookeeper/config", false)),
                        new MultiReadRequest.Part(OpCode.GET_DATA, new PathRequest("/nope", false)));
    }

    @Test
    void authentication() {
        assertThat(AuthPacket.read(body("48-auth-digest")))
                .usingRecursiveComparison()
                .isEqualTo(new AuthPacket(0, "digest", "bob:secret".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void watches() {
        assertThat(SetWatchesRequest.read(body("55-setwatches-synthesized")))
                .isEqualTo(new SetWatchesRequest(
                        6, List.of("/g/a", "/gone"), List.of("/g", "/later"), List.of("/g"), List.of(), List.of()));
        assertThat(SetWatchesRequest.read2(body("56-setwatches2")))
                .isEqualTo(new SetWatchesRequest(
                        0x1_0000_000000L, List.of("/g/a"), List.of(), List.of(), List.of("/pw"), List.of("/rw")));
        assertThat(WatchRequest.read(body("57-checkwatches-ok"))).isEqualTo(new WatchRequest("/rw", 5));
        assertThat(WatchRequest.read(body("60-addwatch-recursive"))).isEqualTo(new WatchRequest("/g", 1));
    }

    @Test
    void reconfiguration() {
        assertThat(ReconfigRequest.read(body("67-reconfig-disabled")))
                .isEqualTo(new ReconfigRequest("server.1=x", null, null, -1));
    }

    @Test
    void missingBodyIsMalformed() {
        assertThatThrownBy(() -> PathRequest.readWatched(body("65-malformed-body")))
                .isExactlyInstanceOf(MalformedFrame.class);
    }

    private static JuteReader frame(String name) {
        return frame(REQUESTS.get(name));
    }

    private static JuteReader frame(byte[] bytes) {
        JuteReader in = Bytes.reader(bytes);
        assertThat(in.readInt()).isEqualTo(in.remaining());
        return in;
    }

    private static JuteReader body(String name) {
        JuteReader in = frame(name);
        in.readLong(); // xid and opcode
        return in;
    }
}
