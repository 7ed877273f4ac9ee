// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.txn;

import static io.paddock.protocol.Bytes.hex;
import static io.paddock.protocol.Bytes.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.protocol.Bytes;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.MalformedFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Log records as Apache ZooKeeper 3.9.5 and older releases write them. */
class LoggedTxnTest {
    private static final Map<String, byte[]> RECORDS = Bytes.recorded(LoggedTxnTest.class, "records.txt");
    private static final String OPEN_ACL = "00000001 0000001f 00000005 776f726c64 00000006 616e796f6e65";
    private static final String DIGEST = "00000002 00000000d5adcb8c";

    static List<String> names() {
        return List.copyOf(RECORDS.keySet());
    }

    @ParameterizedTest
    @MethodSource("names")
    void writesTheBytesThatItRead(String name) {
        byte[] payload = RECORDS.get(name);
        LoggedTxn logged = LoggedTxn.read(reader(payload));
        assertThat(logged.header().type().code()).isEqualTo(Integer.parseInt(name.split("#")[0]));
        assertThat(logged.txn().type()).isEqualTo(logged.header().type());
        assertThat(logged.digest() == null).isEqualTo(logged.header().type() == OpCode.ERROR);
        assertThat(hex(Bytes.written(logged::write))).isEqualTo(hex(payload));
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyShorterPrefixIsReadOrRefused(String name) {
        byte[] payload = RECORDS.get(name);
        for (int length = 0; length < payload.length; length++) {
            byte[] cut = Arrays.copyOf(payload, length);
            try {
                LoggedTxn shorter = LoggedTxn.read(reader(cut));
                // A closeSession that is cut after 12 bytes and begins with a 2 looks like one with a digest
                // and no body.
                boolean ambiguous =
                        shorter.txn().equals(new Txn.CloseSession(null)) && length == TxnHeader.BYTES + TxnDigest.BYTES;
                assertThat(shorter.digest() != null).as("%d bytes", length).isEqualTo(ambiguous);
            } catch (MalformedFrame e) {
                assertThat(length).isLessThan(payload.length);
            }
        }
    }

    @Test
    void createHasTheParentsCversion() {
        LoggedTxn logged =
                read(OpCode.CREATE, "00000004 2f617070 00000008 61707020726f6f74" + OPEN_ACL + "00 00000001" + DIGEST);
        assertThat(logged.txn())
                .usingRecursiveComparison()
                .isEqualTo(new Txn.Create(
                        OpCode.CREATE, "/app", "app root".getBytes(StandardCharsets.US_ASCII), Acl.OPEN, false, 1));
        assertThat(logged.digest()).isEqualTo(new TxnDigest(2, 0xd5adcb8cL));
    }

    @Test
    void createOfOldReleasesHasNoParentCversion() {
        LoggedTxn logged = read(OpCode.CREATE, "00000004 2f617070 ffffffff" + OPEN_ACL + "01");
        assertThat(logged.txn())
                .isEqualTo(new Txn.Create(OpCode.CREATE, "/app", null, Acl.OPEN, true, Txn.PARENT_CVERSION_UNKNOWN));
        assertThat(logged.digest()).isNull();
    }

    @Test
    void oldFormOfCreateIsAllowedOnlyAtTopLevel() {
        assertThatThrownBy(() -> read(OpCode.CREATE2, "00000004 2f617070 ffffffff" + OPEN_ACL + "01"))
                .isExactlyInstanceOf(MalformedFrame.class);
        String part = "00000004 2f617070 ffffffff" + OPEN_ACL + "01";
        Txn.Multi multi = (Txn.Multi)
                read(OpCode.MULTI, "00000001 00000001" + lengthOf(part) + part).txn();
        assertThat(multi.parts()).singleElement().isInstanceOf(Txn.Unreadable.class);
    }

    @Test
    void ttlAndContainer() {
        assertThat(read(
                                OpCode.CREATE_TTL,
                                "00000004 2f74746c 00000001 74" + OPEN_ACL + "00000008 000000000036ee80" + DIGEST)
                        .txn())
                .usingRecursiveComparison()
                .isEqualTo(new Txn.CreateTtl("/ttl", new byte[] {'t'}, Acl.OPEN, 8, 3_600_000));
        assertThat(read(OpCode.CREATE_CONTAINER, "00000005 2f636f6e74 00000001 63" + OPEN_ACL + "00000006" + DIGEST)
                        .txn())
                .usingRecursiveComparison()
                .isEqualTo(new Txn.CreateContainer("/cont", new byte[] {'c'}, Acl.OPEN, 6));
    }

    @Test
    void changesAndDeletes() {
        assertThat(read(OpCode.SET_DATA, "0000000b 2f6170702f636f6e666967 00000007 7b2261223a327d 00000001" + DIGEST)
                        .txn())
                .usingRecursiveComparison()
                .isEqualTo(new Txn.SetData(
                        OpCode.SET_DATA, "/app/config", "{\"a\":2}".getBytes(StandardCharsets.US_ASCII), 1));
        assertThat(read(
                                OpCode.SET_ACL,
                                "0000000c 2f61636c2f6368616e676564 00000001 00000001 00000005 776f726c64 00000006"
                                        + " 616e796f6e65 00000001" + DIGEST)
                        .txn())
                .isEqualTo(new Txn.SetAcl("/acl/changed", Acl.READ_ONLY, 1));
        assertThat(read(OpCode.DELETE, "0000000d 2f61636c2f746d702d6f6e6c79" + DIGEST)
                        .txn())
                .isEqualTo(new Txn.Delete(OpCode.DELETE, "/acl/tmp-only"));
    }

    @Test
    void aFailedRequestHasNoDigest() {
        LoggedTxn logged = read(OpCode.ERROR, "ffffff92");
        assertThat(logged.txn()).isEqualTo(new Txn.Error(-110));
        assertThat(logged.digest()).isNull();
    }

    @Test
    void aFailedMultiKeepsItsFirstPartsAsTheyWere() {
        String create = "00000008 2f6d756c74692f78 ffffffff" + OPEN_ACL + "00 00000001";
        LoggedTxn logged = read(
                OpCode.MULTI,
                "00000003 00000001" + lengthOf(create) + create
                        + "ffffffff 00000004 ffffff99 ffffffff 00000004 fffffffe 00000002 000000157aeee497");
        assertThat(logged.txn())
                .isEqualTo(new Txn.Multi(List.of(
                        new Txn.Create(OpCode.CREATE, "/multi/x", null, Acl.OPEN, false, 1),
                        new Txn.Error(-103),
                        new Txn.Error(-2))));
        assertThat(logged.digest()).isEqualTo(new TxnDigest(2, 0x157aeee497L));
    }

    @Test
    void aPartThatCannotBeReadIsKept() {
        LoggedTxn logged = read(OpCode.MULTI, "00000002 00000063 00000002 abcd 00000002 ffffffff");
        assertThat(logged.txn())
                .usingRecursiveComparison()
                .isEqualTo(new Txn.Multi(List.of(
                        new Txn.Unreadable(99, hex("abcd")), new Txn.Unreadable(OpCode.DELETE.code(), new byte[0]))));
    }

    @Test
    void closeSessionNamesTheEphemerals() {
        LoggedTxn logged = read(
                OpCode.CLOSE_SESSION, "00000002 0000000a 2f6570682f6465616432 00000009 2f6570682f64656164" + DIGEST);
        assertThat(logged.txn()).isEqualTo(new Txn.CloseSession(List.of("/eph/dead2", "/eph/dead")));
        assertThat(logged.digest()).isNotNull();
        assertThat(read(OpCode.CLOSE_SESSION, "00000000" + DIGEST).txn()).isEqualTo(new Txn.CloseSession(List.of()));
    }

    @Test
    void closeSessionMayHaveNoBody() {
        assertThat(read(OpCode.CLOSE_SESSION, ""))
                .extracting(LoggedTxn::txn, LoggedTxn::digest)
                .containsExactly(new Txn.CloseSession(null), null);
    }

    @Test
    void closeSessionMayHaveADigestInsteadOfABody() {
        assertThat(read(OpCode.CLOSE_SESSION, DIGEST))
                .extracting(LoggedTxn::txn, LoggedTxn::digest)
                .containsExactly(new Txn.CloseSession(null), new TxnDigest(2, 0xd5adcb8cL));
        assertThat(read(OpCode.CLOSE_SESSION, "00000002 000000157aeee497").digest())
                .isEqualTo(new TxnDigest(2, 0x157aeee497L));
    }

    @Test
    void twelveBytesOfTwoEmptyPathsAreReadAsPaths() {
        assertThat(read(OpCode.CLOSE_SESSION, "00000002 00000000 00000000"))
                .extracting(LoggedTxn::txn, LoggedTxn::digest)
                .containsExactly(new Txn.CloseSession(List.of("", "")), null);
    }

    @Test
    void incompleteListIsNeitherABodyNorADigest() {
        assertThat(read(OpCode.CLOSE_SESSION, "00000002 00000002 2f61 7fffffff 0000000000000000 0000000000000000"))
                .extracting(LoggedTxn::txn, LoggedTxn::digest)
                .containsExactly(new Txn.CloseSession(null), null);
    }

    @Test
    void createSessionHasItsTimeout() {
        assertThat(read(OpCode.CREATE_SESSION, "0000ea60" + DIGEST).txn()).isEqualTo(new Txn.CreateSession(60_000));
    }

    @Test
    void unknownTypeDiffersFromAShortRecord() {
        byte[] payload = hex("0000000000000001 00000000 0000000000000001 0000000000000001 00000063");
        assertThatThrownBy(() -> LoggedTxn.read(reader(payload))).isExactlyInstanceOf(UnsupportedTxn.class);
        assertThatThrownBy(() -> read(OpCode.GET_DATA, "00000001 61 00")).isExactlyInstanceOf(UnsupportedTxn.class);
        assertThatThrownBy(() -> read(OpCode.CHECK, "00000001 61 00000000")).isExactlyInstanceOf(UnsupportedTxn.class);
    }

    private static String lengthOf(String hex) {
        return String.format("%08x", hex(hex).length);
    }

    private static LoggedTxn read(OpCode type, String body) {
        TxnHeader header = new TxnHeader(0x1234, 5, 6, 7, type);
        return LoggedTxn.read(reader(hex(hex(Bytes.written(header::write)) + body)));
    }
}
