// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.quorum.LearnerMessage.Request;
import io.paddock.protocol.quorum.TouchedSession;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.server.auth.AccessControl;
import io.paddock.server.config.ConfigReader;
import io.paddock.server.config.ServerConfig;
import io.paddock.server.core.ClientRoles;
import io.paddock.server.core.Clock;
import io.paddock.server.core.CoreInbox;
import io.paddock.server.core.CoreParts;
import io.paddock.server.core.PublishedRole;
import io.paddock.server.core.RoleView;
import io.paddock.server.metrics.Metrics;
import io.paddock.server.session.SessionIds;
import io.paddock.server.watch.Watches;
import io.paddock.storage.tree.ZnodeTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a member does for its clients, and how far its tree and its log have come meanwhile. */
class ClientRoleTest {
    private static final long SESSION = 77;

    @TempDir
    Path dataDir;

    private final ZnodeTree tree = new ZnodeTree();
    private final PublishedRole published = new PublishedRole(true);
    private ClientRoles roles;
    private ClientRole role;

    @BeforeEach
    void create() throws Exception {
        ServerConfig config = ConfigReader.fromMap(Map.of("dataDir", dataDir.toString(), "clientPort", "0"));
        CoreParts parts = CoreParts.of(config, tree, Clock.SYSTEM, new Metrics(), new CoreInbox(1 << 20));
        roles = new ClientRoles(config, parts, new AccessControl(config.auth()), new SessionIds(1, 0), published);
        role = new ClientRole(roles, tree, roles.replica(zxid -> {}));
        role.begin();
    }

    private static Payload create(long zxid) {
        Txn txn = new Txn.Create(OpCode.CREATE, "/n" + zxid, new byte[0], Acl.OPEN, false, -1);
        ByteBuf bytes = Unpooled.buffer();
        new LoggedTxn(new TxnHeader(SESSION, 1, zxid, 0, txn.type()), txn, null).write(new JuteWriter(bytes));
        byte[] payload = new byte[bytes.readableBytes()];
        bytes.readBytes(payload);
        return new Payload(payload);
    }

    private void log(long... zxids) {
        for (long zxid : zxids) {
            role.logged(zxid, create(zxid));
        }
    }

    @Test
    void loggedTxnIsNotShownBeforeItIsCommitted() {
        log(1, 2, 3);
        assertThat(role.lastLogged()).isEqualTo(3);
        assertThat(tree.lastZxid()).isZero();
        assertThat(role.committedUpTo(2)).isEqualTo(2);
        assertThat(tree.lastZxid()).isEqualTo(2);
        assertThat(role.committedUpTo(2)).isZero();
        assertThat(role.committedUpTo(3)).isEqualTo(1);
        assertThat(tree.lastZxid()).isEqualTo(3);
    }

    @Test
    void txnsThatAreGivenUpAreNeverShown() {
        log(1, 2);
        role.committedUpTo(1);
        role.giveUp();
        assertThat(role.committedUpTo(2)).isZero();
        assertThat(tree.lastZxid()).isEqualTo(1);
    }

    @Test
    void followerThatServesShowsCommittedTxnsInItsPassOrWhenAsked() {
        role.follow(3, message -> {});
        assertThat(role.learning()).isNotNull();
        assertThat(role.deciding()).isNull();
        assertThat(published.now()).isEqualTo(new RoleView(RoleView.Serving.ALL, true, true, Zxid.of(3, 0)));
        log(1);
        assertThat(role.committedUpTo(1)).isEqualTo(1);
        assertThat(tree.lastZxid()).isZero();
        role.showCommitted();
        assertThat(tree.lastZxid()).isEqualTo(1);
    }

    @Test
    void leaderCountsWhatIsCommittedAndDoesNotApplyItTwice() {
        List<String> ordered = new ArrayList<>();
        role.lead(0, null, txn -> {
            ordered.add(txn.header().zxid() + " " + txn.header().type());
            role.logged(txn.header().zxid(), create(txn.header().zxid()));
        });
        assertThat(role.deciding()).isNotNull();
        role.deciding()
                .learners()
                .request(
                        5,
                        new Request(
                                SESSION,
                                0,
                                OpCode.CREATE_SESSION.code(),
                                new Payload(new byte[] {0, 0, 15, 0}),
                                List.of()));
        assertThat(ordered).containsExactly("1 CREATE_SESSION");
        assertThat(role.committedUpTo(1)).isEqualTo(1);
        role.showCommitted();
        assertThat(tree.sessions()).containsOnlyKeys(SESSION);
        assertThat(tree.find("/n1")).isNull(); // The leader applied what it prepared, not what was noted for the log.
    }

    @Test
    void endShowsWhatIsCommittedAndServesNobody() {
        role.follow(3, message -> {});
        log(1, 2);
        role.committedUpTo(1);
        role.end("the leader is gone");
        assertThat(tree.lastZxid()).isEqualTo(1);
        assertThat(role.learning()).isNull();
        assertThat(role.deciding()).isNull();
        assertThat(published.now().serving()).isEqualTo(RoleView.Serving.NOBODY);
    }

    @Test
    void touchedSessionsOfObserversAreForwardedByAFollower() {
        List<TouchedSession> touched = List.of(new TouchedSession(SESSION, 4000));
        role.touched(touched); // Nobody to tell.
        role.follow(3, message -> {});
        role.touched(touched);
        assertThat(role.learning().touched()).isEqualTo(touched);
    }

    @Test
    void adoptedHistoryReplacesTheTreeAndWhatWasNotCommitted() {
        log(1, 2);
        ZnodeTree other = new ZnodeTree();
        Txn txn = new Txn.CreateSession(4000);
        other.gate().lockAll();
        other.apply(new TxnHeader(SESSION, 0, 9, 0, txn.type()), txn, null, new Watches(new Metrics()));
        other.gate().unlockAll();
        role.adopt(other);
        assertThat(tree.lastZxid()).isEqualTo(9);
        assertThat(role.lastLogged()).isEqualTo(9);
        assertThat(role.committedUpTo(2)).isZero();
        assertThat(tree.sessions()).containsOnlyKeys(SESSION);
    }

    @Test
    void readersAreTurnedAwayBeforeTheirTreeIsReplaced() {
        roles.serveReaders();
        role.adopt(new ZnodeTree());
        assertThat(published.now().serving()).isEqualTo(RoleView.Serving.NOBODY);
    }
}
