// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import static io.paddock.protocol.ErrorCode.BAD_ARGUMENTS;
import static io.paddock.protocol.ErrorCode.BAD_VERSION;
import static io.paddock.protocol.ErrorCode.INVALID_ACL;
import static io.paddock.protocol.ErrorCode.MARSHALLING_ERROR;
import static io.paddock.protocol.ErrorCode.NODE_EXISTS;
import static io.paddock.protocol.ErrorCode.NOT_EMPTY;
import static io.paddock.protocol.ErrorCode.NO_AUTH;
import static io.paddock.protocol.ErrorCode.NO_CHILDREN_FOR_EPHEMERALS;
import static io.paddock.protocol.ErrorCode.NO_NODE;
import static io.paddock.protocol.ErrorCode.OK;
import static io.paddock.protocol.ErrorCode.QUOTA_EXCEEDED;
import static io.paddock.protocol.ErrorCode.RECONFIG_DISABLED;
import static io.paddock.protocol.ErrorCode.UNIMPLEMENTED;
import static io.paddock.server.ops.Preparing.check;
import static io.paddock.server.ops.Preparing.creation;
import static io.paddock.server.ops.Preparing.errorOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.CreateRequest;
import io.paddock.protocol.client.MultiOp;
import io.paddock.protocol.client.ReconfigRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.Id;
import io.paddock.protocol.txn.Txn;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The order of the checks of each operation: create, delete, setData, setACL, check and deleteContainer.
 * Every case here breaks at least two rules, and the first broken rule decides.
 */
class PrepareRulesTest {
    private static final List<Acl> NO_ACL = List.of();
    private static final String MISSING = "/missing/x";
    private static final String CLOSED = "/closed";

    private Preparing server;

    @BeforeEach
    void start() {
        server = with(new Preparing());
    }

    /**
     * /closed is read-only. /full/... is at its hard quota of three znodes and 10 bytes. /eph is ephemeral.
     */
    private static Preparing with(Preparing server) {
        server.create("/a");
        server.create("/a/child");
        server.create("/eph", 1);
        server.create(CLOSED);
        server.create(CLOSED + "/in");
        server.setAcl(CLOSED, Acl.READ_ONLY, -1);
        server.setAcl(CLOSED + "/in", Acl.READ_ONLY, -1);
        server.create("/full");
        server.create("/full/eph", 1);
        server.create("/full/closed");
        server.setAcl("/full/closed", Acl.READ_ONLY, -1);
        server.create("/zookeeper/quota/full");
        byte[] limits = "count=-1,bytes=-1=;byteHardLimit=10;countHardLimit=3".getBytes(StandardCharsets.US_ASCII);
        String quota = "/zookeeper/quota/full/";
        server.ask(
                OpCode.CREATE, new CreateRequest(OpCode.CREATE, quota + "zookeeper_limits", limits, Acl.OPEN, 0, -1));
        server.create(quota + "zookeeper_stats");
        server.applyAll();
        assertThat(server.log).extracting(each -> errorOf(each.txn())).containsOnly(OK);
        return server;
    }

    private ErrorCode create(OpCode op, String path, List<Acl> acl, int flags, long ttlMillis) {
        return errorOf(server.ask(op, new CreateRequest(op, path, new byte[1], acl, flags, ttlMillis)));
    }

    private ErrorCode create(String path, List<Acl> acl) {
        return create(OpCode.CREATE, path, acl, 0, -1);
    }

    // --- create

    @ParameterizedTest
    @ValueSource(ints = {-1, 7, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void createChecksTheFlagsFirst(int flags) {
        assertThat(create(OpCode.CREATE, null, NO_ACL, flags, -1)).isEqualTo(BAD_ARGUMENTS);
    }

    @Test
    void createThenChecksWhetherTtlsAreEnabled() {
        server = with(new Preparing(false, true));
        assertThat(create(OpCode.CREATE_TTL, null, NO_ACL, 5, 0)).isEqualTo(UNIMPLEMENTED);
        assertThat(create(OpCode.CREATE, null, NO_ACL, 6, -1)).isEqualTo(UNIMPLEMENTED);
    }

    @ParameterizedTest
    @CsvSource({"5, 0", "6, -1", "5, 1099511627776", "0, 1", "1, 5", "4, 1"})
    void createThenChecksTheTtl(int flags, long ttlMillis) {
        assertThat(create(OpCode.CREATE_TTL, null, NO_ACL, flags, ttlMillis)).isEqualTo(BAD_ARGUMENTS);
        assertThat(create(OpCode.CREATE, null, NO_ACL, 5, -1))
                .as("no field for one")
                .isEqualTo(BAD_ARGUMENTS);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1_099_511_627_775L})
    void createAcceptsTtlsBelowTwoToTheFortieth(long ttlMillis) {
        assertThat(create(OpCode.CREATE_TTL, "/ttl", Acl.OPEN, 5, ttlMillis)).isEqualTo(OK);
    }

    @Test
    void createThenChecksThatThePathBeginsWithASlash() {
        assertThat(create((String) null, NO_ACL)).isEqualTo(MARSHALLING_ERROR);
        assertThat(create("a", NO_ACL)).isEqualTo(BAD_ARGUMENTS);
        assertThat(create("", NO_ACL)).isEqualTo(BAD_ARGUMENTS);
        assertThat(create("/missing/\0", NO_ACL)).isEqualTo(BAD_ARGUMENTS);
    }

    @Test
    void createThenChecksTheAcl() {
        assertThat(create(MISSING, NO_ACL)).isEqualTo(INVALID_ACL);
        assertThat(create(MISSING, null)).isEqualTo(INVALID_ACL);
        assertThat(create("//a", NO_ACL)).isEqualTo(INVALID_ACL);
        assertThat(create(MISSING, List.of(new Acl(31, new Id("auth", ""))))).isEqualTo(INVALID_ACL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/missing/x", "foo/bar", "/a//b", "/a/./b", "/missing/."})
    void createThenChecksThatTheParentExists(String path) {
        assertThat(create(path, Acl.OPEN)).isEqualTo(NO_NODE);
    }

    @Test
    void createThenChecksThePermissionOnTheParent() {
        assertThat(create(CLOSED + "/.", Acl.OPEN)).as("not a name").isEqualTo(NO_AUTH);
        assertThat(create(CLOSED + "/in", Acl.OPEN)).as("exists").isEqualTo(NO_AUTH);
        assertThat(create("/full/closed/x", Acl.OPEN)).as("quota").isEqualTo(NO_AUTH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//",
                "/a/",
                "/a/.",
                "/a/..",
                "/a/\u0001",
                "/a/\u007f",
                "/a/\u009f",
                "/a/\ud800",
                "/a/\uf8ff",
                "/a/\uffff",
                "/full/."
            })
    void createThenChecksTheWholePath(String path) {
        assertThat(create(path, Acl.OPEN)).isEqualTo(BAD_ARGUMENTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/...", "/a/a..b", "/a/ ", "/a/\u00a0", "/a/\uf900", "/a/\uffef"})
    void createAcceptsUnusualNames(String path) {
        assertThat(create(path, Acl.OPEN)).isEqualTo(OK);
    }

    @Test
    void createChecksThePathWithItsSequenceNumber() {
        assertThat(Preparing.pathOf(server.create("/a/", 2))).isEqualTo("/a/0000000001");
        assertThat(create(OpCode.CREATE, "/a/.", Acl.OPEN, 2, -1)).isEqualTo(OK);
    }

    @Test
    void createThenChecksThatTheZnodeDoesNotExist() {
        assertThat(create("/", Acl.OPEN)).isEqualTo(NODE_EXISTS);
        assertThat(create("/full/closed", Acl.OPEN)).as("quota").isEqualTo(NODE_EXISTS);
    }

    @Test
    void createThenChecksThatTheParentIsNotEphemeral() {
        assertThat(create("/full/eph/x", Acl.OPEN)).as("quota").isEqualTo(NO_CHILDREN_FOR_EPHEMERALS);
    }

    @Test
    void createChecksTheQuotaLast() {
        assertThat(create("/full/x", Acl.OPEN)).isEqualTo(QUOTA_EXCEEDED);
        server = with(new Preparing(true, false));
        assertThat(create("/full/x", Acl.OPEN)).as("not enforced").isEqualTo(OK);
    }

    // --- delete

    @Test
    void deleteChecksInItsOwnOrder() {
        assertThat(errorOf(server.delete(null, 9))).isEqualTo(MARSHALLING_ERROR);
        assertThat(errorOf(server.delete("a", 9))).isEqualTo(BAD_ARGUMENTS);
        assertThat(errorOf(server.delete("", 9))).isEqualTo(BAD_ARGUMENTS);
        assertThat(errorOf(server.delete("/a\0", 9))).isEqualTo(BAD_ARGUMENTS);
        assertThat(errorOf(server.delete(MISSING, 9))).isEqualTo(NO_NODE);
        assertThat(errorOf(server.delete(CLOSED + "/missing", 9))).isEqualTo(NO_AUTH);
        assertThat(errorOf(server.delete("/missing", 9))).isEqualTo(NO_NODE);
        assertThat(errorOf(server.delete("/a/", 9))).as("no name").isEqualTo(NO_NODE);
        assertThat(errorOf(server.delete("/a", 9))).as("has a child, too").isEqualTo(BAD_VERSION);
        assertThat(errorOf(server.delete("/a", 0))).isEqualTo(NOT_EMPTY);
        assertThat(errorOf(server.delete("/a/child", 0))).isEqualTo(OK);
        assertThat(errorOf(server.delete("/a", -1))).isEqualTo(OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/zookeeper", "/zookeeper/quota", "/zookeeper/config"})
    void theServersOwnZnodesCannotBeDeleted(String path) {
        assertThat(errorOf(server.delete(path, 9))).isEqualTo(BAD_ARGUMENTS);
        assertThat(errorOf(server.deleteContainer(path))).isEqualTo(BAD_ARGUMENTS);
    }

    @Test
    void aclOfTheZnodeItselfDoesNotMatterForDelete() {
        server.ask(OpCode.CREATE, creation("/a/locked", List.of(new Acl(0, Id.ANYONE))));
        assertThat(errorOf(server.delete("/a/locked", -1))).isEqualTo(OK);
    }

    // --- setData, setACL, check

    @Test
    void setDataChecksInItsOwnOrder() {
        assertThat(errorOf(server.setData(null, 1, 9))).isEqualTo(BAD_ARGUMENTS);
        assertThat(errorOf(server.setData("", 1, 9))).isEqualTo(BAD_ARGUMENTS);
        assertThat(errorOf(server.setData("/missing/", 1, 9))).isEqualTo(BAD_ARGUMENTS);
        assertThat(errorOf(server.setData(MISSING, 1, 9))).isEqualTo(NO_NODE);
        assertThat(errorOf(server.setData("/full/closed", 100, 9))).isEqualTo(NO_AUTH);
        assertThat(errorOf(server.setData("/full", 100, 9))).isEqualTo(QUOTA_EXCEEDED);
        assertThat(errorOf(server.setData("/full", 1, 9))).isEqualTo(BAD_VERSION);
        assertThat(errorOf(server.setData("/full", 8, 0))).as("ten in all").isEqualTo(OK);
        assertThat(errorOf(server.setData("/full", 9, -1))).isEqualTo(QUOTA_EXCEEDED);
    }

    @Test
    void setAclChecksInItsOwnOrder() {
        assertThat(errorOf(server.setAcl(null, NO_ACL, 9))).isEqualTo(BAD_ARGUMENTS);
        assertThat(errorOf(server.setAcl("/missing/", NO_ACL, 9))).isEqualTo(BAD_ARGUMENTS);
        assertThat(errorOf(server.setAcl(MISSING, NO_ACL, 9))).isEqualTo(INVALID_ACL);
        assertThat(errorOf(server.setAcl(MISSING, Acl.OPEN, 9))).isEqualTo(NO_NODE);
        assertThat(errorOf(server.setAcl(CLOSED, Acl.OPEN, 9))).isEqualTo(NO_AUTH);
        assertThat(errorOf(server.setAcl("/a", Acl.OPEN, 9))).isEqualTo(BAD_VERSION);
        server.setData("/a", 3, -1);
        assertThat(errorOf(server.setAcl("/a", Acl.OPEN, 0)))
                .as("aversion, not version")
                .isEqualTo(OK);
        assertThat(errorOf(server.setAcl("/a", Acl.OPEN, 0))).isEqualTo(BAD_VERSION);
    }

    @Test
    void checkChecksInItsOwnOrder() {
        server.ask(OpCode.CREATE, creation("/blind", List.of(new Acl(Acl.WRITE, Id.ANYONE))));
        assertThat(firstPart(check("/missing/", 9))).isEqualTo(BAD_ARGUMENTS);
        assertThat(firstPart(check(MISSING, 9))).isEqualTo(NO_NODE);
        assertThat(firstPart(check("/blind", 9))).isEqualTo(NO_AUTH);
        assertThat(firstPart(check("/a", 9))).isEqualTo(BAD_VERSION);
        assertThat(firstPart(check("/a", 0))).isEqualTo(OK);
        assertThat(firstPart(check("/a", -1))).isEqualTo(OK);
    }

    private ErrorCode firstPart(MultiOp part) {
        return errorOf(((Txn.Multi) server.multi(part)).parts().get(0));
    }

    // --- the others

    @Test
    void deleteContainerRefusesMissingNonEmptyAndOtherZnodes() {
        assertThat(errorOf(server.deleteContainer("/missing"))).isEqualTo(NO_NODE);
        assertThat(errorOf(server.deleteContainer("/a"))).isEqualTo(NOT_EMPTY);
        assertThat(errorOf(server.deleteContainer("/eph"))).isEqualTo(BAD_VERSION);
        server.ask(OpCode.CREATE_CONTAINER, new CreateRequest(OpCode.CREATE_CONTAINER, "/box", null, Acl.OPEN, 4, -1));
        server.create("/box/late");
        assertThat(errorOf(server.deleteContainer("/box")))
                .as("a child meanwhile")
                .isEqualTo(NOT_EMPTY);
        server.delete("/box/late", -1);
        assertThat(server.deleteContainer("/box")).isEqualTo(new Txn.Delete(OpCode.DELETE_CONTAINER, "/box"));
        server.create("/box");
        assertThat(errorOf(server.deleteContainer("/box")))
                .as("another znode that took its place")
                .isEqualTo(BAD_VERSION);
    }

    @Test
    void ttlZnodeThatWasWrittenInTheMeantimeStays() {
        server.ask(OpCode.CREATE_TTL, new CreateRequest(OpCode.CREATE_TTL, "/ttl", null, Acl.OPEN, 5, 3));
        server.setData("/a", 1, -1); // Each request comes a millisecond after the one before.
        server.setData("/ttl", 1, -1);
        server.setData("/a", 1, -1);
        server.setData("/a", 1, -1);
        assertThat(errorOf(server.deleteContainer("/ttl"))).isEqualTo(BAD_VERSION);
        assertThat(server.deleteContainer("/ttl")).isEqualTo(new Txn.Delete(OpCode.DELETE_CONTAINER, "/ttl"));
    }

    @Test
    void undecodableBodyIsAMarshallingError() {
        assertThat(errorOf(server.ask(OpCode.CREATE, null))).isEqualTo(MARSHALLING_ERROR);
        assertThat(errorOf(server.ask(OpCode.MULTI, null))).isEqualTo(MARSHALLING_ERROR);
    }

    @Test
    void standaloneServerRefusesReconfig() {
        assertThat(errorOf(server.ask(OpCode.RECONFIG, new ReconfigRequest(null, null, null, -1))))
                .isEqualTo(RECONFIG_DISABLED);
    }

    @Test
    void authenticatedUserHasThePermissionsOfTheAcl() {
        List<Acl> bobs = List.of(new Acl(31, new Id("auth", "")));
        assertThat(errorOf(server.ask(OpCode.CREATE, creation("/bobs", bobs), 1, Preparing.user("bob"))))
                .isEqualTo(OK);
        assertThat(errorOf(server.ask(OpCode.CREATE, creation("/bobs/x", Acl.OPEN), 2, Preparing.user("eve"))))
                .isEqualTo(NO_AUTH);
        assertThat(errorOf(server.ask(OpCode.CREATE, creation("/bobs/x", Acl.OPEN), 3, Preparing.user("bob"))))
                .isEqualTo(OK);
    }
}
