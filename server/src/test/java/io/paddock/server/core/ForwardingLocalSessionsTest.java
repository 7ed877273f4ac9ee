// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import static io.paddock.server.core.ManualMember.name;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.txn.Txn;
import org.junit.jupiter.api.Test;

/** The role of a follower for sessions that only this member knows: the test plays the leader. */
class ForwardingLocalSessionsTest {
    private static final int EPHEMERAL = 1;

    private final ManualMember member = new ManualMember(ManualParts.LOCAL);

    @Test
    void localSessionIsOpenedAndClosedWithoutTheLeader() {
        RecordingClient client = member.kit.client().open(4000);
        member.settle();
        client.closeSession(1);
        client.told.add("sent");
        member.settle();
        assertThat(client.told).containsExactly("session", "sent", "1 0");
        assertThat(member.toLeader).isEmpty();
        assertThat(member.kit.parts.sessions().count()).isZero();
    }

    @Test
    void endOfALocalSessionWaitsForItsWrites() {
        RecordingClient client = member.connected();
        client.create(1, "/a");
        client.closeSession(2);
        member.settle();
        assertThat(client.told).isEmpty();
        member.applyCreate(client, 1, "/a");
        assertThat(client.told).containsExactly("1 0", "2 0");
    }

    @Test
    void localSessionIsRenewedHereAfterItsWritesAreApplied() {
        RecordingClient before = member.connected();
        RecordingClient after = member.kit.client();
        long id = before.session().id();
        before.create(1, "/a");
        member.settle();
        after.renew(id);
        member.settle();
        assertThat(before.told).containsExactly("closed: session " + name(id) + " moved to another connection");
        assertThat(after.told).isEmpty();
        assertThat(member.toLeader).containsExactly("CREATE 1 of " + name(id));

        member.applyCreate(before, 1, "/a");
        assertThat(after.told).containsExactly("session");
    }

    @Test
    void localSessionOutlivesItsConnectionUntilItsTimeIsOver() {
        RecordingClient client = member.connected();
        client.detach();
        member.passTime(3_900);
        assertThat(member.kit.parts.sessions().count()).isEqualTo(1);
        member.passTime(4_100);
        assertThat(member.kit.parts.sessions().count()).isZero();
    }

    @Test
    void silentLocalSessionExpiresHereAndItsConnectionIsClosed() {
        RecordingClient client = member.connected();
        member.passTime(8_000);
        assertThat(client.told).containsExactly("closed: session expired");
        assertThat(member.kit.parts.sessions().count()).isZero();
        assertThat(member.toLeader).isEmpty();
    }

    @Test
    void leaderHearsNothingOfALocalSession() {
        RecordingClient client = member.connected();
        client.session().touch(member.kit.nowMillis);
        assertThat(member.role.touched()).isEmpty();
    }

    @Test
    void ephemeralZnodeOfALocalSessionIsRefusedWithItsOwnError() {
        RecordingClient client = member.connected();
        client.create(1, "/e", EPHEMERAL);
        client.create(2, "/p");
        member.settle();
        Txn.Error unknown = new Txn.Error(ErrorCode.SESSION_EXPIRED.code());
        member.apply(client.session().id(), 1, unknown);
        member.apply(client.session().id(), 2, unknown);
        assertThat(client.told).containsExactly("1 -120", "2 -112");
    }

    @Test
    void upgradedSessionIsMadeKnownBeforeItsFirstEphemeralZnode() {
        ManualMember upgrading = new ManualMember(ManualParts.UPGRADING);
        RecordingClient client = upgrading.connected();
        client.create(1, "/p");
        client.create(2, "/e", EPHEMERAL);
        client.create(3, "/e2", EPHEMERAL);
        upgrading.settle();
        String of = " of " + name(client.session().id());
        assertThat(upgrading.toLeader)
                .containsExactly("CREATE 1" + of, "CREATE_SESSION 0" + of, "CREATE 2" + of, "CREATE 3" + of);
        assertThat(client.session().isLocal()).isFalse();

        upgrading.passTime(60_000);
        assertThat(client.told).isEmpty(); // From now on the leader ends it.
    }
}
