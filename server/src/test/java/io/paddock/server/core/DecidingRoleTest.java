// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.OpCode;
import io.paddock.storage.tree.ZnodeTree;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The deciding role with a real log and tree, without threads. The test starts each step. */
class DecidingRoleTest {
    private static final int EPHEMERAL = 1;

    @TempDir
    Path dataDir;

    private final ZnodeTree tree = new ZnodeTree();
    private ManualCore core;

    @BeforeEach
    void start() throws Exception {
        core = new ManualCore(dataDir, tree);
    }

    private RecordingClient connected() {
        RecordingClient client = core.client().open(4000);
        core.settle();
        assertThat(client.told).containsExactly("session");
        client.told.clear();
        return client;
    }

    @Test
    void sessionIsAnsweredOnlyAfterItIsDurable() {
        RecordingClient client = core.client().open(4000);
        core.pass();
        assertThat(client.told).isEmpty();
        assertThat(tree.sessions()).isEmpty();

        core.sync();
        assertThat(client.told).containsExactly("session");
        assertThat(tree.sessions()).containsOnlyKeys(client.session().id());
    }

    @Test
    void writeIsAnsweredAndVisibleOnlyAfterItIsDurable() {
        RecordingClient client = connected();
        client.create(1, "/a");
        core.pass();
        assertThat(client.told).isEmpty();
        assertThat(tree.find("/a")).isNull();

        core.sync();
        assertThat(client.told).containsExactly("1 0");
        assertThat(tree.find("/a")).isNotNull();
    }

    @Test
    void repliesComeInTheOrderOfTheRequests() {
        RecordingClient client = connected();
        client.create(1, "/a");
        client.set(2, "/missing");
        client.send(3, OpCode.SYNC, "/a");
        client.set(4, "/a");
        core.settle();
        assertThat(client.told).containsExactly("1 0", "2 -101", "3 0", "4 0");
    }

    @Test
    void laterWriteSeesAnEarlierOneThatIsNotYetDurable() {
        RecordingClient client = connected();
        client.create(1, "/a");
        core.pass();
        client.create(2, "/a/b");
        client.create(3, "/a");
        core.settle();
        assertThat(client.told).containsExactly("1 0", "2 0", "3 -110");
    }

    @Test
    void renewalIsAnsweredOnlyAfterThePendingWritesAreApplied() {
        RecordingClient before = connected();
        long id = before.session().id();
        before.create(1, "/a");
        core.pass();

        RecordingClient after = core.client();
        after.renew(id);
        core.pass();
        assertThat(after.told).isEmpty();
        assertThat(before.told)
                .containsExactly("closed: session 0x" + Long.toHexString(id) + " moved to another connection");

        core.sync();
        assertThat(after.told).containsExactly("session");
        assertThat(tree.find("/a")).isNotNull();
    }

    @Test
    void renewalWithAWrongPasswordIsRefusedAndLeavesTheConnection() {
        RecordingClient client = connected();
        RecordingClient stranger = core.client();
        stranger.renew(client.session().id(), new byte[16], 4000);
        core.settle();
        assertThat(stranger.told).containsExactly("refused");
        assertThat(client.told).isEmpty();
    }

    @Test
    void writeOfAConnectionThatTheSessionHasLeftIsDropped() {
        RecordingClient before = connected();
        RecordingClient after = core.client();
        before.create(1, "/late");
        after.renew(before.session().id());
        core.settle(); // Tasks come before writes, so the session moves first.
        assertThat(after.told).containsExactly("session");
        assertThat(before.told).hasSize(1);
        assertThat(tree.find("/late")).isNull();
        assertThat(core.inbox.bytesInFlight()).isZero();
    }

    @Test
    void closedSessionLosesItsEphemerals() {
        RecordingClient client = connected();
        client.create(1, "/e", EPHEMERAL);
        client.closeSession(2);
        client.create(3, "/after");
        core.settle();
        assertThat(client.told).containsExactly("1 0", "2 0", "3 -112");
        assertThat(tree.find("/e")).isNull();
        assertThat(tree.find("/after")).isNull();
        assertThat(tree.sessions()).isEmpty();
    }

    @Test
    void silentSessionExpiresWithItsEphemeralsAndItsConnectionIsClosed() {
        RecordingClient client = connected();
        client.create(1, "/e", EPHEMERAL);
        core.settle();
        core.passTime(3_900);
        assertThat(tree.find("/e")).isNotNull();

        core.passTime(4_100);
        assertThat(tree.find("/e")).isNull();
        assertThat(client.told).containsExactly("1 0", "closed: session expired");
    }

    @Test
    void sessionWithUnservedRequestsDoesNotExpire() {
        RecordingClient client = connected();
        client.heldUp(true);
        core.passTime(20_000);
        assertThat(tree.sessions()).containsKey(client.session().id());

        client.heldUp(false);
        core.passTime(8_000);
        assertThat(tree.sessions()).isEmpty();
    }

    @Test
    void standstillOfTheServerExtendsEachSession() {
        RecordingClient client = connected();
        core.nowMillis += 30_000;
        core.pass();
        core.sync();
        assertThat(tree.sessions()).containsKey(client.session().id());
        assertThat(core.metrics.figures().get("jvm_pause_time_ms").count()).isEqualTo(1);
    }

    @Test
    void failedLogCancelsWhatIsNotDurableAndRefusesWritesUntilItIsRepaired() {
        RecordingClient writer = connected();
        RecordingClient other = connected();
        core.directory.failSyncs(2);
        writer.create(1, "/lost");
        core.pass();
        core.log.step(); // The sync fails.
        core.pass();
        assertThat(writer.told).containsExactly("closed: the txn log failed before its write was committed");
        assertThat(tree.find("/lost")).isNull();
        assertThat(core.inbox.bytesInFlight()).isZero();

        other.create(2, "/refused");
        core.pass();
        assertThat(other.told).containsExactly("2 not now");

        while (!core.log.step()) { // The first repairs fail, too.
            core.pass();
        }
        core.pass();
        other.create(3, "/kept");
        core.settle();
        assertThat(other.told).containsExactly("2 not now", "3 0");
        assertThat(tree.find("/kept")).isNotNull();
    }

    @Test
    void sessionThatCannotBeLoggedIsRefused() {
        core.directory.failSyncs(1_000);
        RecordingClient first = core.client().open(4000);
        core.pass();
        core.log.step();
        core.pass();
        assertThat(first.told).containsExactly("closed: the txn log failed before its session was committed");
        RecordingClient second = core.client().open(4000);
        core.pass();
        assertThat(second.told).containsExactly("closed: the txn log cannot be written, so no session can be opened");
    }

    @Test
    void fullInboxRefusesAWriteUntilTheOthersAreAnswered() {
        RecordingClient client = connected();
        int sent = 0;
        while (core.inbox.hasRoom()) {
            client.create(++sent, "/n" + sent);
        }
        client.create(++sent, "/last");
        assertThat(client.told).containsExactly(sent + " no room");

        core.settle();
        client.told.clear();
        client.create(sent, "/last");
        core.settle();
        assertThat(client.told).containsExactly(sent + " 0");
        assertThat(core.inbox.bytesInFlight()).isZero();
    }
}
