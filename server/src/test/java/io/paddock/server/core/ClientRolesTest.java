// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import static io.paddock.server.core.RoleView.Serving.ALL;
import static io.paddock.server.core.RoleView.Serving.NOBODY;
import static io.paddock.server.core.RoleView.Serving.READERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.server.auth.AccessControl;
import io.paddock.server.config.ConfigReader;
import io.paddock.server.config.ServerConfig;
import io.paddock.server.session.SessionIds;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each change of the role, and what connections see of it. */
class ClientRolesTest {
    private static final boolean MEMBER = true;
    private static final long EPOCH_3 = 3L << 32;

    @TempDir
    Path dataDir;

    private final ManualParts kit = new ManualParts(ManualParts.SHARED);
    private final PublishedRole published = new PublishedRole(MEMBER);
    private ClientRoles roles;

    @BeforeEach
    void create() throws Exception {
        ServerConfig config = ConfigReader.fromMap(Map.of("dataDir", dataDir.toString(), "clientPort", "0"));
        SessionIds ids = new SessionIds(1, ManualParts.BEGAN_MILLIS);
        roles = new ClientRoles(config, kit.parts, new AccessControl(config.auth()), ids, published);
    }

    private void learn() {
        roles.learn(roles.replica(zxid -> {}), EPOCH_3, message -> {});
    }

    private RecordingClient connected() {
        RecordingClient client = kit.client().open(4000);
        kit.drive(roles.now());
        client.told.clear();
        return client;
    }

    @Test
    void nobodyIsServedBeforeTheFirstRole() {
        assertThat(published.now()).isEqualTo(new RoleView(NOBODY, false, MEMBER, 0));
        assertThat(roles.now()).isInstanceOf(NotServingRole.class);
    }

    @Test
    void serverThatDecidesServesAllAndForwardsNothing() {
        DecidingRole deciding = roles.decide(0, null, txn -> {});
        assertThat(roles.now()).isSameAs(deciding);
        assertThat(published.now()).isEqualTo(new RoleView(ALL, false, MEMBER, 0));
    }

    @Test
    void learnerForwardsAndShowsTheZxidFromWhichItServes() {
        learn();
        assertThat(published.now()).isEqualTo(new RoleView(ALL, true, MEMBER, EPOCH_3));
    }

    @Test
    void serverForReadersForwardsNothing() {
        roles.serveReaders();
        assertThat(published.now()).isEqualTo(new RoleView(READERS, false, MEMBER, 0));
        assertThat(roles.isReadOnly()).isTrue();
    }

    @Test
    void zxidFromWhichAServerServedStaysOverTheRolesThatFollow() {
        learn();
        roles.turnAway("the leader is gone");
        assertThat(published.now()).isEqualTo(new RoleView(NOBODY, false, MEMBER, EPOCH_3));
        roles.serveReaders();
        assertThat(published.now()).isEqualTo(new RoleView(READERS, false, MEMBER, EPOCH_3));
        roles.decide(EPOCH_3, null, txn -> {});
        assertThat(published.now()).isEqualTo(new RoleView(ALL, false, MEMBER, EPOCH_3));
    }

    @Test
    void clientsOfAnyRoleAreClosedWhenTheServerTurnsAway() {
        roles.serveReaders();
        RecordingClient reader = connected();
        roles.turnAway("a leader was found");
        assertThat(reader.told).containsExactly("closed: a leader was found");

        learn();
        RecordingClient opening = kit.client().open(4000);
        kit.drive(roles.now());
        roles.turnAway("the leader is gone");
        assertThat(opening.told).containsOnly("closed: the leader is gone");

        DecidingRole deciding = roles.decide(0, null, txn -> {});
        RecordingClient client = kit.client().open(4000);
        kit.drive(deciding);
        deciding.committed(1);
        kit.drive(deciding);
        assertThat(client.told).containsExactly("session");
        roles.turnAway("the quorum is gone");
        assertThat(client.told).containsExactly("session", "closed: the quorum is gone");
        assertThat(kit.parts.sessions().count()).isZero();
    }

    @Test
    void clientThatWaitsIsToldToTryAgainAfterTheNewRoleIsPublished() {
        List<String> told = new ArrayList<>();
        Client client = (Client) Proxy.newProxyInstance(
                Client.class.getClassLoader(), new Class<?>[] {Client.class}, (proxy, method, arguments) -> {
                    told.add(method.getName() + " while serving "
                            + published.now().serving());
                    return null;
                });
        roles.now().await(client);
        assertThat(told).isEmpty();
        learn();
        assertThat(told).containsExactly("tryAgain while serving ALL");
    }

    @Test
    void clientThatWaitsKeepsWaitingWhenTheServerTurnsAwayAgain() {
        RecordingClient client = kit.client();
        Role before = roles.now();
        before.await(client);
        roles.turnAway("no leader yet");
        assertThat(roles.now()).isSameAs(before);
        assertThat(client.told).isEmpty();
        roles.serveReaders();
        assertThat(client.told).containsExactly("try again");
    }

    @Test
    void treeIsChangedAsAWholeWhileNoLoopReads() {
        List<Boolean> locked = new ArrayList<>();
        roles.exclusively(() -> locked.add(kit.tree.gate().isLocked()));
        assertThat(locked).containsExactly(true);
        assertThat(kit.tree.gate().isLocked()).isFalse();
    }
}
