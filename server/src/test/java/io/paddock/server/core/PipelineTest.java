// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.CreateRequest;
import io.paddock.protocol.client.DeleteRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.txn.Txn;
import io.paddock.server.session.Session;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Prepare, commit, apply and take back, without a log: the test says what is committed. */
class PipelineTest {
    private static final int EPHEMERAL = 1;

    private final ManualPipeline kit = new ManualPipeline(ManualParts.SHARED);
    private final Pipeline pipeline = kit.pipeline;

    /** @return a client whose session is applied; it takes one zxid */
    private RecordingClient connected() {
        RecordingClient client = kit.kit.client();
        long id = kit.kit.parts.sessions().count() + 1;
        Session session = kit.kit.parts.sessions().open(id, 4000, kit.kit.nowMillis);
        session.attach(client, 4000);
        pipeline.prepareOpen(session, new OpenedSession(session, client));
        kit.commit(id);
        assertThat(client.told).containsExactly("session");
        client.told.clear();
        kit.ordered.clear();
        kit.txns.clear();
        return client;
    }

    private static CreateRequest create(String path, int flags) {
        return new CreateRequest(OpCode.CREATE, path, new byte[0], Acl.OPEN, flags, 0);
    }

    private void prepareCreate(RecordingClient client, int xid, String path) {
        pipeline.prepare(client.request(xid, OpCode.CREATE, create(path, 0)));
    }

    private void prepareFind(RecordingClient client, int xid, String path, List<String> found) {
        OrderedRead read = () -> found.add(kit.kit.tree.find(path) == null ? "absent" : "present");
        pipeline.prepare(client.request(xid, OpCode.EXISTS, read));
    }

    @Test
    void everyWriteTakesTheNextZxidAndAFailedOneIsOrderedAsAnError() {
        RecordingClient client = connected();
        prepareCreate(client, 1, "/a");
        prepareCreate(client, 2, "/a");
        pipeline.prepare(client.request(3, OpCode.DELETE, new DeleteRequest("/a", -1)));
        assertThat(kit.ordered).containsExactly("2 CREATE", "3 ERROR", "4 DELETE");
        assertThat(kit.txns.get(1).txn()).isEqualTo(new Txn.Error(ErrorCode.NODE_EXISTS.code()));
        assertThat(kit.txns.get(1).digest()).isNull();
        assertThat(kit.txns.get(2).digest()).isNotNull();
    }

    @Test
    void onlyCommittedTxnsAreAppliedAndAnswered() {
        RecordingClient client = connected();
        prepareCreate(client, 1, "/a");
        prepareCreate(client, 2, "/b");
        assertThat(pipeline.hasNext()).isFalse();
        assertThat(pipeline.apply()).isFalse();

        pipeline.committed(2);
        assertThat(pipeline.hasNext()).isTrue();
        assertThat(pipeline.apply()).isTrue();
        assertThat(client.told).containsExactly("1 0");
        assertThat(kit.kit.tree.find("/a")).isNotNull();
        assertThat(kit.kit.tree.find("/b")).isNull();
        assertThat(pipeline.pendingCount()).isEqualTo(1);
    }

    @Test
    void readIsAnsweredAfterTheWritesBeforeItAndBeforeTheWritesAfterIt() {
        RecordingClient client = connected();
        List<String> found = new ArrayList<>();
        prepareFind(client, 1, "/a", found);
        prepareCreate(client, 2, "/a");
        prepareFind(client, 3, "/a", found);
        prepareFind(client, 4, "/b", found);
        prepareCreate(client, 5, "/b");
        prepareFind(client, 6, "/b", found);
        assertThat(kit.ordered).containsExactly("2 CREATE", "3 CREATE");
        pipeline.apply();
        assertThat(found).containsExactly("absent");
        kit.commit(2);
        assertThat(found).containsExactly("absent", "present", "absent");
        kit.commit(3);
        assertThat(found).containsExactly("absent", "present", "absent", "present");
    }

    @Test
    void writeThatCannotBeDecodedTakesNoZxidAndIsAnsweredInItsPlace() {
        RecordingClient client = connected();
        prepareCreate(client, 1, "/a");
        pipeline.prepare(client.request(2, OpCode.SET_DATA, null));
        assertThat(kit.ordered).containsExactly("2 CREATE");
        assertThat(client.told).isEmpty();
        kit.commit(2);
        assertThat(client.told).containsExactly("1 0", "2 -5");
    }

    @Test
    void multiThatCannotBeDecodedTakesAZxidAsInZooKeeper() {
        RecordingClient client = connected();
        pipeline.prepare(client.request(1, OpCode.MULTI, null));
        assertThat(kit.ordered).containsExactly("2 ERROR");
        kit.commit(2);
        assertThat(client.told).containsExactly("1 -5");
    }

    @Test
    void writeAfterTheEndOfItsSessionIsRefusedAsExpired() {
        RecordingClient client = connected();
        pipeline.prepare(client.request(1, OpCode.CREATE, create("/e", EPHEMERAL)));
        pipeline.prepare(client.request(2, OpCode.CLOSE_SESSION, null));
        prepareCreate(client, 3, "/late");
        assertThat(kit.ordered).containsExactly("2 CREATE", "3 CLOSE_SESSION", "4 ERROR");
        assertThat(kit.txns.get(1).txn()).isEqualTo(new Txn.CloseSession(List.of("/e")));
        kit.commit(4);
        assertThat(client.told).containsExactly("1 0", "2 0", "3 -112");
        assertThat(kit.kit.tree.find("/e")).isNull();
    }

    @Test
    void sessionThatTheServerEndsIsClosedAfterItsEndIsApplied() {
        RecordingClient client = connected();
        pipeline.prepareClose(client.session(), 0, null);
        pipeline.apply();
        assertThat(client.told).isEmpty();
        kit.commit(2);
        assertThat(client.told).containsExactly("closed: session expired");
        assertThat(kit.kit.parts.sessions().count()).isZero();
    }

    @Test
    void bytesOfAWriteCountUntilItIsApplied() {
        RecordingClient client = connected();
        client.create(1, "/a");
        pipeline.prepare(kit.kit.inbox.nextWrite());
        assertThat(kit.kit.inbox.bytesInFlight()).isEqualTo(100);
        kit.commit(2);
        assertThat(kit.kit.inbox.bytesInFlight()).isZero();
    }

    @Test
    void takeBackClosesTheClientsOfPendingWritesAndFreesTheirBytes() {
        RecordingClient applied = connected();
        RecordingClient pending = connected();
        applied.create(1, "/a");
        pending.create(1, "/b");
        pipeline.prepare(kit.kit.inbox.nextWrite());
        pipeline.prepare(kit.kit.inbox.nextWrite());
        kit.commit(3);
        assertThat(pipeline.takeBack("the test wants it")).isEmpty();
        assertThat(applied.told).containsExactly("1 0");
        assertThat(pending.told).containsExactly("closed: the test wants it before its write was committed");
        assertThat(kit.kit.inbox.bytesInFlight()).isZero();
        assertThat(pipeline.pendingCount()).isZero();
    }

    @Test
    void writeAfterTakeBackSeesTheTreeAndTakesTheZxidAfterTheLastApplied() {
        RecordingClient client = connected();
        prepareCreate(client, 1, "/a");
        prepareCreate(client, 2, "/b");
        kit.commit(2);
        pipeline.takeBack("the test wants it");
        kit.ordered.clear();
        RecordingClient other = kit.kit.client();
        other.accepted(client.session(), 4000);
        prepareCreate(other, 3, "/a");
        prepareCreate(other, 4, "/b");
        assertThat(kit.ordered).containsExactly("3 ERROR", "4 CREATE");
    }

    @Test
    void takeBackReopensASessionWhoseEndWasPending() {
        RecordingClient client = connected();
        pipeline.prepareClose(client.session(), 0, null);
        assertThat(client.session().isClosing()).isTrue();
        assertThat(pipeline.takeBack("the test wants it")).containsExactly(client.session());
        assertThat(client.session().isClosing()).isFalse();
        assertThat(client.told).containsExactly("closed: the test wants it before its session's end was committed");
    }

    @Test
    void takeBackForgetsASessionThatWasOnlyPrepared() {
        RecordingClient client = kit.kit.client();
        Session session = kit.kit.parts.sessions().open(9, 4000, kit.kit.nowMillis);
        pipeline.prepareOpen(session, new OpenedSession(session, client));
        pipeline.takeBack("the test wants it");
        assertThat(client.told).containsExactly("closed: the test wants it before its session was committed");
        assertThat(kit.kit.parts.sessions().count()).isZero();
        kit.commit(1);
        assertThat(kit.kit.tree.sessions()).isEmpty();
    }

    @Test
    void taskWaitsForThePendingTxnsOfItsSessionOnly() {
        RecordingClient first = connected();
        RecordingClient second = connected();
        List<String> ran = new ArrayList<>();
        prepareCreate(first, 1, "/a");
        prepareCreate(second, 1, "/b");
        prepareCreate(first, 2, "/c");
        pipeline.afterPendingOf(first.session().id(), () -> ran.add("first"));
        pipeline.afterPendingOf(second.session().id(), () -> ran.add("second"));
        pipeline.afterPendingOf(99, () -> ran.add("nothing pending"));
        assertThat(ran).containsExactly("nothing pending");
        kit.commit(4);
        assertThat(ran).containsExactly("nothing pending", "second");
        kit.commit(5);
        assertThat(ran).containsExactly("nothing pending", "second", "first");
    }

    @Test
    void taskThatWaitsForTxnsThatAreTakenBackRunsOnce() {
        RecordingClient client = connected();
        List<String> ran = new ArrayList<>();
        prepareCreate(client, 1, "/a");
        pipeline.afterPendingOf(client.session().id(), () -> ran.add("ran"));
        pipeline.takeBack("the test wants it");
        assertThat(ran).containsExactly("ran");
        prepareCreate(client, 2, "/b");
        kit.commit(2);
        assertThat(ran).containsExactly("ran");
    }

    @Test
    void writeOfAnUnknownSessionIsRefusedAsExpired() {
        pipeline.prepareForwarded(77, null, 5, OpCode.CREATE, create("/a", 0), null);
        assertThat(kit.txns.get(0).txn()).isEqualTo(new Txn.Error(ErrorCode.SESSION_EXPIRED.code()));
        assertThat(kit.txns.get(0).header().cxid()).isEqualTo(5);
    }
}
