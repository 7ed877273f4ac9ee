// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import static io.paddock.protocol.ErrorCode.BAD_VERSION;
import static io.paddock.protocol.ErrorCode.NODE_EXISTS;
import static io.paddock.protocol.ErrorCode.NOT_EMPTY;
import static io.paddock.protocol.ErrorCode.NO_AUTH;
import static io.paddock.protocol.ErrorCode.NO_NODE;
import static io.paddock.protocol.ErrorCode.OK;
import static io.paddock.protocol.ErrorCode.QUOTA_EXCEEDED;
import static io.paddock.protocol.ErrorCode.RUNTIME_INCONSISTENCY;
import static io.paddock.server.ops.Preparing.check;
import static io.paddock.server.ops.Preparing.creation;
import static io.paddock.server.ops.Preparing.errorOf;
import static io.paddock.server.ops.Preparing.pathOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.CreateRequest;
import io.paddock.protocol.client.DeleteRequest;
import io.paddock.protocol.client.SetDataRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.txn.Txn;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Requests are decided by the tree as it will be after the pending txns. Nothing is applied here unless a
 * test says so.
 */
class PendingTreeTest {
    private final Preparing server = new Preparing();

    @Test
    void laterRequestsSeePendingTxns() {
        assertThat(errorOf(server.create("/a"))).isEqualTo(OK);
        assertThat(errorOf(server.create("/a"))).isEqualTo(NODE_EXISTS);
        assertThat(errorOf(server.create("/a/b"))).isEqualTo(OK);
        assertThat(errorOf(server.delete("/a", -1))).isEqualTo(NOT_EMPTY);
        assertThat(server.setData("/a", 1, 0))
                .isInstanceOfSatisfying(
                        Txn.SetData.class, txn -> assertThat(txn.version()).isEqualTo(1));
        assertThat(errorOf(server.setData("/a", 1, 0))).isEqualTo(BAD_VERSION);
        assertThat(errorOf(server.delete("/a/b", 0))).isEqualTo(OK);
        assertThat(errorOf(server.setData("/a/b", 1, -1))).isEqualTo(NO_NODE);
        assertThat(errorOf(server.delete("/a", 1))).isEqualTo(OK);
        assertThat(errorOf(server.create("/a/b"))).isEqualTo(NO_NODE);
        assertThat(server.tree.find("/a")).as("nothing applied").isNull();
        server.applyAll();
        assertThat(server.tree.nodeCount()).isEqualTo(5);
        assertThat(server.tree.digests().mismatches()).isZero();
    }

    @Test
    void pendingAclCountsForLaterRequests() {
        server.create("/a");
        server.setAcl("/a", Acl.READ_ONLY, -1);
        assertThat(errorOf(server.create("/a/b"))).isEqualTo(NO_AUTH);
        assertThat(errorOf(server.setData("/a", 1, -1))).isEqualTo(NO_AUTH);
    }

    @Test
    void sequenceNumbersCountEveryChildEverCreated() {
        server.create("/s");
        assertThat(pathOf(server.create("/s/n-", 2))).isEqualTo("/s/n-0000000000");
        assertThat(pathOf(server.create("/s/plain"))).isEqualTo("/s/plain");
        assertThat(pathOf(server.create("/s/n-", 2))).isEqualTo("/s/n-0000000002");
        assertThat(errorOf(server.create("/s/plain")))
                .as("a failed create does not count")
                .isEqualTo(NODE_EXISTS);
        server.delete("/s/plain", -1);
        assertThat(pathOf(server.create("/s/", 3))).isEqualTo("/s/0000000003");
        server.applyAll();
        assertThat(pathOf(server.create("/s/n-", 2))).isEqualTo("/s/n-0000000004");
    }

    @Test
    void parentCversionInTheTxnIsTheNumberOfCreatedChildren() {
        server.create("/s");
        assertThat(((Txn.Create) server.create("/s/a")).parentCversion()).isEqualTo(1);
        server.delete("/s/a", -1);
        assertThat(((Txn.Create) server.create("/s/b")).parentCversion()).isEqualTo(2);
    }

    @Test
    void partsOfAMultiSeeThePartsBeforeThem() {
        Txn.Multi multi = (Txn.Multi) server.multi(
                creation("/m", 0),
                creation("/m/s-", 2),
                creation("/m/s-", 2),
                new SetDataRequest("/m", new byte[3], 0),
                check("/m", 1),
                new DeleteRequest("/m/s-0000000000", 0));
        assertThat(multi.parts()).extracting(Preparing::errorOf).containsOnly(OK);
        assertThat(pathOf(multi.parts().get(2))).isEqualTo("/m/s-0000000001");
        server.applyAll();
        assertThat(server.tree.find("/m").childNames()).containsExactly("s-0000000001");
        assertThat(server.tree.digests().mismatches()).isZero();
    }

    @Test
    void failedMultiLeavesNothingPending() {
        server.create("/s");
        server.create("/s/n-", 2);
        long digest = server.pendingTree.digest().value();
        Txn.Multi failed = (Txn.Multi) server.multi(
                creation("/s/n-", 2),
                creation("/s/n-", 2),
                new SetDataRequest("/s", new byte[9], 0),
                new DeleteRequest("/s/n-0000000000", 0),
                creation("/e", 1),
                check("/s", 0),
                creation("/never", 0));
        assertThat(failed.parts())
                .extracting(Preparing::errorOf)
                .containsExactly(OK, OK, OK, OK, OK, BAD_VERSION, RUNTIME_INCONSISTENCY);
        assertThat(server.pendingTree.digest().value()).isEqualTo(digest);
        assertThat(pathOf(server.create("/s/n-", 2)))
                .as("numbers are given back")
                .isEqualTo("/s/n-0000000001");
        assertThat(errorOf(server.setData("/s", 1, 0))).isEqualTo(OK);
        assertThat(errorOf(server.create("/e"))).isEqualTo(OK);
        assertThat(((Txn.CloseSession) server.closeSession(Preparing.SESSION)).paths())
                .isEmpty();
        server.applyAll();
        assertThat(server.tree.digests().mismatches()).isZero();
    }

    @Test
    void failedMultiRestoresPendingTxnsOfOthers() {
        server.create("/a", 1);
        server.setData("/a", 5, 0);
        server.multi(new DeleteRequest("/a", 1), creation("/a", 0), check("/missing", 0));
        assertThat(((Txn.CloseSession) server.closeSession(Preparing.SESSION)).paths())
                .containsExactly("/a");
        server.applyAll();
        assertThat(server.tree.digests().mismatches()).isZero();
    }

    @Test
    void closingASessionDeletesItsPendingEphemerals() {
        server.create("/applied", 1);
        server.create("/applied-deleted", 1);
        server.create("/applied-replaced", 1);
        server.applyAll();
        server.delete("/applied-deleted", -1);
        server.delete("/applied-replaced", -1);
        server.create("/applied-replaced");
        server.create("/pending", 1);
        server.create("/pending-deleted", 1);
        server.delete("/pending-deleted", -1);
        server.create("/pending-s", 3);
        server.ask(OpCode.CREATE, creation("/others", 1), 99, Preparing.anonymous());
        Txn.CloseSession close = (Txn.CloseSession) server.closeSession(Preparing.SESSION);
        assertThat(close.paths()).containsExactlyInAnyOrder("/applied", "/pending", "/pending-s0000000006");
        assertThat(((Txn.CloseSession) server.closeSession(Preparing.SESSION)).paths())
                .isEmpty();
        assertThat(errorOf(server.create("/applied")))
                .as("a later close finds no ephemerals")
                .isEqualTo(OK);
        server.applyAll();
        assertThat(server.tree.ephemerals(Preparing.SESSION)).isEmpty();
        assertThat(server.tree.ephemerals(99)).containsExactly("/others");
        assertThat(server.tree.digests().mismatches()).isZero();
    }

    @Test
    void quotasCountPendingTxns() {
        quota("/q", "countHardLimit=4;byteHardLimit=20");
        assertThat(errorOf(server.create("/q/1"))).isEqualTo(OK);
        assertThat(errorOf(server.create("/q/2"))).isEqualTo(OK);
        assertThat(errorOf(server.create("/q/3"))).isEqualTo(OK);
        assertThat(errorOf(server.create("/q/4"))).as("the fifth with the root").isEqualTo(QUOTA_EXCEEDED);
        server.delete("/q/1", -1);
        assertThat(errorOf(server.create("/q/4"))).isEqualTo(OK);
        assertThat(errorOf(server.setData("/q/4", 17, -1))).as("20 in all").isEqualTo(OK);
        assertThat(errorOf(server.setData("/q/3", 2, -1))).isEqualTo(QUOTA_EXCEEDED);
        assertThat(errorOf(server.setData("/q/4", 16, -1))).isEqualTo(OK);
        assertThat(errorOf(server.setData("/q/3", 2, -1))).isEqualTo(OK);
        server.applyAll();
        assertThat(server.tree.quotaUsage("/q").count()).isEqualTo(4);
        assertThat(server.tree.quotaUsage("/q").bytes()).isEqualTo(20);
        assertThat(errorOf(server.create("/q/5"))).isEqualTo(QUOTA_EXCEEDED);
    }

    @Test
    void multiCannotExceedAQuota() {
        quota("/q", "countHardLimit=2");
        Txn.Multi multi = (Txn.Multi) server.multi(creation("/q/1", 0), creation("/q/2", 0));
        assertThat(multi.parts()).extracting(Preparing::errorOf).containsExactly(OK, QUOTA_EXCEEDED);
        assertThat(errorOf(server.create("/q/1"))).as("room was given back").isEqualTo(OK);
    }

    @Test
    void appliedOrCancelledTxnsAreNoLongerPending() {
        quota("/q", "countHardLimit=3;byteHardLimit=20");
        server.create("/q/1");
        server.setData("/q/1", 10, -1);
        server.applyOldest();
        assertThat(errorOf(server.create("/q/2"))).as("11 of 20 bytes").isEqualTo(OK);
        assertThat(errorOf(server.create("/q/3"))).isEqualTo(QUOTA_EXCEEDED);
        server.applyOldest();
        assertThat(errorOf(server.setData("/q/1", 19, -1))).isEqualTo(QUOTA_EXCEEDED);
        assertThat(errorOf(server.setData("/q/1", 18, -1))).isEqualTo(OK);
        server.takeBack();
        assertThat(errorOf(server.create("/q/2"))).isEqualTo(OK);
        server.applyAll();
        assertThat(errorOf(server.setData("/q/1", 19, -1)))
                .as("with 1 of /q and 1 of /q/2")
                .isEqualTo(QUOTA_EXCEEDED);
    }

    @Test
    void softLimitsRefuseNothing() {
        quota("/q", "count=1;bytes=1");
        assertThat(errorOf(server.create("/q/1"))).isEqualTo(OK);
        assertThat(errorOf(server.setData("/q/1", 100, -1))).isEqualTo(OK);
    }

    private void quota(String root, String limits) {
        server.create(root);
        server.create("/zookeeper/quota" + root);
        byte[] text = limits.getBytes(StandardCharsets.US_ASCII);
        String path = "/zookeeper/quota" + root + "/zookeeper_limits";
        server.ask(OpCode.CREATE, new CreateRequest(OpCode.CREATE, path, text, Acl.OPEN, 0, -1));
        server.create("/zookeeper/quota" + root + "/zookeeper_stats");
        server.applyAll();
    }

    @Test
    void txnsThatCouldNotBeLoggedAreCancelled() {
        server.create("/kept");
        server.create("/kept/s-", 2);
        server.applyAll();
        server.create("/lost", 1);
        server.create("/kept/s-", 2);
        server.setData("/kept", 4, -1);
        server.takeBack();
        List<ErrorCode> codes = List.of(
                errorOf(server.create("/lost/child")),
                errorOf(server.setData("/kept", 1, 0)),
                errorOf(server.create("/lost")));
        assertThat(codes).containsExactly(NO_NODE, OK, OK);
        assertThat(pathOf(server.create("/kept/s-", 2))).isEqualTo("/kept/s-0000000001");
        assertThat(((Txn.CloseSession) server.closeSession(Preparing.SESSION)).paths())
                .isEmpty();
        server.applyAll();
        assertThat(server.tree.digests().mismatches()).isZero();
    }
}
