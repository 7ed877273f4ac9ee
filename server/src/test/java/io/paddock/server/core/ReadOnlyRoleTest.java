// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.server.session.SessionIds;
import org.junit.jupiter.api.Test;

/** The role of a member without a leader that serves readers. */
class ReadOnlyRoleTest {
    private static final long SHARED_SESSION = 77;

    private final ManualParts kit = new ManualParts(ManualParts.SHARED);
    private final ReadOnlyRole role = new ReadOnlyRole(kit.parts, new SessionIds(1, ManualParts.BEGAN_MILLIS));

    private RecordingClient connected() {
        RecordingClient client = kit.client().open(4000);
        kit.drive(role);
        assertThat(client.told).containsExactly("session");
        client.told.clear();
        return client;
    }

    @Test
    void onlyReadersAreServed() {
        assertThat(role.serving()).isEqualTo(RoleView.Serving.READERS);
    }

    @Test
    void sessionIsOpenedWithoutATxn() {
        RecordingClient client = connected();
        assertThat(kit.tree.sessions()).isEmpty();
        assertThat(kit.tree.lastZxid()).isZero();
        assertThat(kit.parts.sessions().find(client.session().id())).isSameAs(client.session());
    }

    @Test
    void readIsAnsweredAndEveryWriteIsRefusedAsNotReadOnly() {
        RecordingClient client = connected();
        client.find(1, "/a");
        client.create(2, "/a");
        client.sync(3);
        client.send(4, OpCode.SET_DATA, null);
        client.find(5, "/a");
        kit.drive(role);
        assertThat(client.told).containsExactly("1 absent", "2 -119", "3 -119", "4 -119", "5 absent");
        assertThat(kit.inbox.bytesInFlight()).isZero();
    }

    @Test
    void closedSessionIsForgotten() {
        RecordingClient client = connected();
        client.closeSession(1);
        kit.drive(role);
        assertThat(client.told).containsExactly("1 0");
        assertThat(client.session().isClosing()).isTrue();
        assertThat(kit.parts.sessions().count()).isZero();
    }

    @Test
    void sessionMovesToTheConnectionThatRenewsIt() {
        RecordingClient before = connected();
        RecordingClient after = kit.client();
        long id = before.session().id();
        after.renew(id);
        kit.drive(role);
        assertThat(before.told)
                .containsExactly("closed: session " + ManualMember.name(id) + " moved to another connection");
        assertThat(after.told).containsExactly("session");
        assertThat(after.session()).isSameAs(before.session());
    }

    @Test
    void renewalWithAWrongPasswordLeavesTheOldConnection() {
        RecordingClient client = connected();
        RecordingClient stranger = kit.client();
        stranger.renew(client.session().id(), new byte[16], 4000);
        kit.drive(role);
        assertThat(stranger.told).containsExactly("refused");
        assertThat(client.told).isEmpty();
    }

    @Test
    void sessionThatTheTreeKnowsIsNotRefusedButClosedSoThatItsClientTriesAnotherServer() {
        TxnHeader header = new TxnHeader(SHARED_SESSION, 0, 1, 0, OpCode.CREATE_SESSION);
        kit.parts
                .publisher()
                .publish(() -> kit.tree.apply(header, new Txn.CreateSession(4000), null, kit.parts.watches()));
        RecordingClient known = kit.client();
        RecordingClient unknown = kit.client();
        known.renew(SHARED_SESSION);
        unknown.renew(SHARED_SESSION + 1);
        kit.drive(role);
        assertThat(known.told).containsExactly("closed: its session lives where there is a leader");
        assertThat(unknown.told).containsExactly("refused");
    }

    @Test
    void silentSessionExpiresAndItsConnectionIsClosed() {
        RecordingClient client = connected();
        kit.nowMillis += 3_900;
        kit.drive(role);
        assertThat(client.told).isEmpty();
        kit.nowMillis += 4_100;
        kit.drive(role);
        assertThat(client.told).containsExactly("closed: session expired");
        assertThat(kit.parts.sessions().count()).isZero();
    }

    @Test
    void clientThatWaitedForServiceIsToldToTryAgain() {
        RecordingClient client = kit.client();
        role.await(client);
        assertThat(client.told).containsExactly("try again");
    }

    @Test
    void endClosesEveryClient() {
        RecordingClient first = connected();
        RecordingClient second = connected();
        role.end("there is a leader");
        assertThat(first.told).containsExactly("closed: there is a leader");
        assertThat(second.told).containsExactly("closed: there is a leader");
        assertThat(kit.parts.sessions().count()).isZero();
    }
}
