// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import static io.paddock.protocol.ErrorCode.BAD_ARGUMENTS;
import static io.paddock.protocol.ErrorCode.BAD_VERSION;
import static io.paddock.protocol.ErrorCode.NODE_EXISTS;
import static io.paddock.protocol.ErrorCode.OK;
import static io.paddock.server.ops.Preparing.errorOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.CreateRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.storage.tree.ChangeListener;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What happens when a counter overflows. It is the same as in Apache's server; each case was compared with it
 * on a prepared snapshot.
 */
class CounterEndsTest {
    private static final int LAST = Integer.MAX_VALUE;
    private static final int FIRST = Integer.MIN_VALUE;
    private static final int SEQUENTIAL = 2;
    private static final int ANY = -1;

    private final Preparing server = new Preparing();

    @BeforeEach
    void makeZnodes() {
        for (String path : List.of("/q", "/half", "/data", "/data-2", "/acl", "/acl-2")) {
            server.create(path);
        }
        server.applyAll();
        createdBelow("/q", LAST - 1);
        createdBelow("/half", 1 << 30);
        apply(new Txn.SetData(OpCode.SET_DATA, "/data", new byte[0], LAST));
        apply(new Txn.SetData(OpCode.SET_DATA, "/data-2", new byte[0], -2));
        apply(new Txn.SetAcl("/acl", Acl.OPEN, LAST));
        apply(new Txn.SetAcl("/acl-2", Acl.OPEN, -2));
        server.pendingTree.reset();
    }

    private void apply(Txn txn) {
        server.tree.apply(new TxnHeader(0, 0, server.tree.lastZxid(), 1, txn.type()), txn, null, ChangeListener.NONE);
    }

    private void createdBelow(String parent, int creates) {
        apply(new Txn.Create(OpCode.CREATE, parent + "/first", new byte[0], Acl.OPEN, false, creates));
    }

    private Txn sequential(String prefix) {
        Txn txn = server.create(prefix, SEQUENTIAL);
        server.applyAll();
        return txn;
    }

    private int version(String path) {
        return server.tree.find(path).version();
    }

    private ErrorCode setData(String path, int version) {
        ErrorCode error = errorOf(server.setData(path, 0, version));
        server.applyAll();
        return error;
    }

    private ErrorCode setAcl(String path, int version) {
        ErrorCode error = errorOf(server.setAcl(path, Acl.OPEN, version));
        server.applyAll();
        return error;
    }

    @Test
    void afterTheLastSequenceNumberEachCreateOfThatPrefixFails() {
        assertThat(Preparing.pathOf(sequential("/q/n"))).isEqualTo("/q/n2147483646");
        assertThat(Preparing.pathOf(sequential("/q/n"))).isEqualTo("/q/n2147483647");
        for (int i = 0; i < 3; i++) {
            assertThat(errorOf(sequential("/q/n"))).isEqualTo(NODE_EXISTS);
        }
        assertThat(Preparing.pathOf(sequential("/q/other"))).isEqualTo("/q/other2147483647");
        assertThat(errorOf(sequential("/q/other"))).isEqualTo(NODE_EXISTS);
        assertThat(server.tree.find("/q").creates()).isEqualTo(LAST);
    }

    @Test
    void afterTheLastSequenceNumberOtherCreatesAndDeletesWork() {
        sequential("/q/n");
        sequential("/q/n");
        assertThat(errorOf(server.create("/q/plain"))).isEqualTo(OK);
        assertThat(errorOf(server.delete("/q/n2147483647", ANY))).isEqualTo(OK);
        server.applyAll();
        assertThat(Preparing.pathOf(sequential("/q/n"))).isEqualTo("/q/n2147483647");
        assertThat(server.tree.digests().mismatches()).isZero();
    }

    @Test
    void theVersionOfChildrenThatClientsSeeWrapsHalfway() {
        int before = server.tree.find("/half").stat().cversion();
        assertThat(before).isEqualTo(FIRST - 1);
        sequential("/half/n");
        assertThat(server.tree.find("/half").stat().cversion()).isEqualTo(before + 1);
    }

    @Test
    void theVersionOfDataWraps() {
        assertThat(setData("/data", 5)).isEqualTo(BAD_VERSION);
        assertThat(setData("/data", LAST)).isEqualTo(OK);
        assertThat(version("/data")).isEqualTo(FIRST);
        assertThat(setData("/data", LAST)).isEqualTo(BAD_VERSION);
        assertThat(setData("/data", FIRST)).isEqualTo(OK);
        assertThat(version("/data")).isEqualTo(FIRST + 1);
    }

    @Test
    void versionMinusOneIsMatchedOnlyByAnyVersion() {
        assertThat(setData("/data-2", -2)).isEqualTo(OK);
        assertThat(version("/data-2")).isEqualTo(-1);
        assertThat(setData("/data-2", 7)).isEqualTo(BAD_VERSION);
        assertThat(setData("/data-2", -2)).isEqualTo(BAD_VERSION);
        assertThat(setData("/data-2", ANY)).isEqualTo(OK);
        assertThat(version("/data-2")).isZero();
    }

    @Test
    void theVersionOfAnAclWraps() {
        assertThat(setAcl("/acl", LAST)).isEqualTo(OK);
        assertThat(server.tree.find("/acl").aversion()).isEqualTo(FIRST);
        assertThat(setAcl("/acl", LAST)).isEqualTo(BAD_VERSION);
        assertThat(setAcl("/acl", FIRST)).isEqualTo(OK);

        assertThat(setAcl("/acl-2", -2)).isEqualTo(OK);
        assertThat(setAcl("/acl-2", 7)).isEqualTo(BAD_VERSION);
        assertThat(setAcl("/acl-2", ANY)).isEqualTo(OK);
        assertThat(server.tree.find("/acl-2").aversion()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "1, true",
        "1099511627775, true",
        "1099511627776, false",
        "0, false",
        "-1, false",
        "9223372036854775807, false"
    })
    void timeToLiveHasFortyBits(long ttlMillis, boolean isAllowed) {
        Txn txn = server.ask(
                OpCode.CREATE_TTL, new CreateRequest(OpCode.CREATE_TTL, "/ttl", new byte[0], Acl.OPEN, 5, ttlMillis));
        server.applyAll();

        assertThat(errorOf(txn)).isEqualTo(isAllowed ? OK : BAD_ARGUMENTS);
        if (isAllowed) {
            assertThat(server.tree.find("/ttl").ttlMillis()).isEqualTo(ttlMillis);
        }
    }
}
