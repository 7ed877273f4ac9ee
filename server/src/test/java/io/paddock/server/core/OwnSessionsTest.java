// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import static io.paddock.server.core.ManualMember.name;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.CreateRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.server.session.Session;
import io.paddock.server.session.SessionIds;
import io.paddock.server.session.SessionPassword;
import org.junit.jupiter.api.Test;

/** How sessions begin, move to another connection and expire on a server that decides. */
class OwnSessionsTest {
    private ManualPipeline kit;
    private OwnSessions sessions;
    private boolean writable = true;

    private void begin(LocalSessions locals) {
        kit = new ManualPipeline(locals);
        SessionIds ids = new SessionIds(1, ManualParts.BEGAN_MILLIS);
        sessions = new OwnSessions(kit.kit.parts, ids, kit.pipeline, () -> writable, kit.kit.inbox::execute);
    }

    /** @return a client whose session has been applied */
    private RecordingClient connected() {
        RecordingClient client = kit.kit.client();
        sessions.open(client, 4000);
        kit.commit(kit.ordered.size());
        assertThat(client.told).containsExactly("session");
        client.told.clear();
        return client;
    }

    private void renew(RecordingClient client, long id) {
        sessions.renew(client, id, SessionPassword.of(id), 4000);
    }

    private void passTime(long millis) {
        kit.kit.nowMillis += millis;
        sessions.expire(kit.kit.nowMillis);
        runTasks();
    }

    private void runTasks() {
        for (CoreInbox.CoreTask task = kit.kit.inbox.nextTask(); task != null; task = kit.kit.inbox.nextTask()) {
            task.run(null);
        }
    }

    private static CreateRequest create(String path) {
        return new CreateRequest(OpCode.CREATE, path, new byte[0], Acl.OPEN, 0, 0);
    }

    @Test
    void newSessionIsToldAfterItsTxnIsCommitted() {
        begin(ManualParts.SHARED);
        RecordingClient client = kit.kit.client();
        sessions.open(client, 4000);
        assertThat(kit.ordered).containsExactly("1 CREATE_SESSION");
        assertThat(client.told).isEmpty();
        kit.commit(1);
        assertThat(client.told).containsExactly("session");
        assertThat(client.session().owner()).isEqualTo(Session.LOCAL);
        assertThat(client.session().isLocal()).isFalse();
    }

    @Test
    void newLocalSessionIsToldAtOnceAndTakesNoZxid() {
        begin(ManualParts.LOCAL);
        RecordingClient client = kit.kit.client();
        sessions.open(client, 4000);
        assertThat(kit.ordered).isEmpty();
        assertThat(client.told).containsExactly("session");
        assertThat(client.session().isLocal()).isTrue();
    }

    @Test
    void idOfASessionThatLivesIsNotGivenOutAgain() {
        begin(ManualParts.SHARED);
        long taken = new SessionIds(1, ManualParts.BEGAN_MILLIS).next();
        Session old = kit.kit.parts.sessions().open(taken, 4000, kit.kit.nowMillis);
        RecordingClient client = connected();
        assertThat(client.session().id()).isNotEqualTo(taken);
        assertThat(kit.kit.parts.sessions().find(taken)).isSameAs(old);
    }

    @Test
    void renewedSessionMovesAndIsToldAfterItsPendingWrites() {
        begin(ManualParts.SHARED);
        RecordingClient before = connected();
        RecordingClient after = kit.kit.client();
        long id = before.session().id();
        kit.pipeline.prepare(before.request(1, OpCode.CREATE, create("/a")));
        before.session().owner(5);
        renew(after, id);
        assertThat(before.told).containsExactly("closed: session " + name(id) + " moved to another connection");
        assertThat(before.session().connection()).isSameAs(after);
        assertThat(before.session().owner()).isEqualTo(Session.LOCAL);
        assertThat(after.told).isEmpty();
        kit.commit(2);
        assertThat(after.told).containsExactly("session");
    }

    @Test
    void renewalOnTheSameConnectionDoesNotCloseIt() {
        begin(ManualParts.SHARED);
        RecordingClient client = connected();
        renew(client, client.session().id());
        assertThat(client.told).containsExactly("session");
    }

    @Test
    void renewalIsRefusedForAnUnknownSessionAnEndingSessionAndAWrongPassword() {
        begin(ManualParts.SHARED);
        RecordingClient holder = connected();
        RecordingClient unknown = kit.kit.client();
        RecordingClient wrong = kit.kit.client();
        RecordingClient ending = kit.kit.client();
        renew(unknown, 77);
        sessions.renew(wrong, holder.session().id(), new byte[16], 4000);
        assertThat(holder.session().connection()).isSameAs(holder);
        holder.session().closing(true);
        renew(ending, holder.session().id());
        assertThat(unknown.told).containsExactly("refused");
        assertThat(wrong.told).containsExactly("refused");
        assertThat(ending.told).containsExactly("refused");
        assertThat(holder.told).isEmpty();
    }

    @Test
    void silentSessionEndsByATxn() {
        begin(ManualParts.SHARED);
        RecordingClient client = connected();
        passTime(3_900);
        assertThat(kit.ordered).containsExactly("1 CREATE_SESSION");
        passTime(4_100);
        assertThat(kit.ordered).containsExactly("1 CREATE_SESSION", "2 CLOSE_SESSION");
        assertThat(client.told).isEmpty();
        kit.commit(2);
        assertThat(client.told).containsExactly("closed: session expired");
    }

    @Test
    void sessionWithoutAConnectionExpiresToo() {
        begin(ManualParts.SHARED);
        RecordingClient client = connected();
        client.session().detach(client);
        passTime(8_000);
        assertThat(kit.ordered).containsExactly("1 CREATE_SESSION", "2 CLOSE_SESSION");
    }

    @Test
    void touchedSessionDoesNotExpire() {
        begin(ManualParts.SHARED);
        RecordingClient client = connected();
        kit.kit.nowMillis += 3_000;
        client.session().touch(kit.kit.nowMillis);
        passTime(3_000);
        assertThat(kit.ordered).containsExactly("1 CREATE_SESSION");
        passTime(5_000);
        assertThat(kit.ordered).containsExactly("1 CREATE_SESSION", "2 CLOSE_SESSION");
    }

    @Test
    void endOfASessionWaitsUntilItCanBeLogged() {
        begin(ManualParts.SHARED);
        connected();
        writable = false;
        passTime(8_000);
        assertThat(kit.ordered).containsExactly("1 CREATE_SESSION");
        writable = true;
        passTime(2 * ManualParts.TICK_MILLIS);
        assertThat(kit.ordered).containsExactly("1 CREATE_SESSION", "2 CLOSE_SESSION");
    }

    @Test
    void localSessionExpiresWithoutATxnAlsoWhileNothingCanBeLogged() {
        begin(ManualParts.LOCAL);
        RecordingClient client = kit.kit.client();
        sessions.open(client, 4000);
        writable = false;
        passTime(8_000);
        assertThat(client.told).containsExactly("session", "closed: session expired");
        assertThat(kit.ordered).isEmpty();
        assertThat(kit.kit.parts.sessions().count()).isZero();
    }

    @Test
    void upgradedSessionIsMadeKnownByATxnAndIsLocalNoMore() {
        begin(ManualParts.UPGRADING);
        RecordingClient client = kit.kit.client();
        sessions.open(client, 4000);
        sessions.upgrade(client.session());
        assertThat(kit.ordered).containsExactly("1 CREATE_SESSION");
        assertThat(client.session().isLocal()).isFalse();
        kit.commit(1);
        assertThat(client.told).containsExactly("session");
        assertThat(kit.kit.tree.sessions()).containsOnlyKeys(client.session().id());
    }
}
