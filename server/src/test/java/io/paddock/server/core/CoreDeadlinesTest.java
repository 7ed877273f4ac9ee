// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.storage.tree.ChangeListener;
import io.paddock.storage.tree.ZnodeTree;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The core with a clock that the test moves. Work that is due by that clock is done, and no other. */
class CoreDeadlinesTest {
    private static final long SESSION = 0x0100_0000_0000_0001L;

    @TempDir
    Path dataDir;

    private final ZnodeTree tree = new ZnodeTree();

    private void apply(Txn txn) {
        long zxid = tree.lastZxid() + 1;
        tree.apply(
                new TxnHeader(SESSION, 0, zxid, ManualCore.BEGAN_MILLIS, txn.type()), txn, null, ChangeListener.NONE);
    }

    private static void at(ManualCore core, long millis) {
        core.nowMillis = ManualCore.BEGAN_MILLIS + millis;
        core.settle();
    }

    @Test
    void ttlZnodeIsDeletedInTimeAlthoughThatIsLessThanATick() throws Exception {
        apply(new Txn.CreateTtl("/t", new byte[0], Acl.OPEN, -1, 10));
        ManualCore core = new ManualCore(dataDir, tree, "znode.container.checkIntervalMs", "1");
        at(core, 10);
        assertThat(tree.find("/t")).isNotNull();
        at(core, 11);
        assertThat(tree.find("/t")).isNull();
    }

    @Test
    void ttlZnodeStaysUntilTheNextCheck() throws Exception {
        apply(new Txn.CreateTtl("/t", new byte[0], Acl.OPEN, -1, 10));
        ManualCore core = new ManualCore(dataDir, tree, "znode.container.checkIntervalMs", "77");
        at(core, 0);
        at(core, 76);
        assertThat(tree.find("/t")).isNotNull();
        at(core, 77);
        assertThat(tree.find("/t")).isNull();
    }

    @Test
    void sessionExpiresAtItsTickEvenWithAShortTick() throws Exception {
        apply(new Txn.CreateSession(20));
        ManualCore core = new ManualCore(dataDir, tree, "tickTime", "7");
        long due = (ManualCore.BEGAN_MILLIS + 20) / 7 * 7 + 7 - ManualCore.BEGAN_MILLIS;
        at(core, due - 1);
        assertThat(tree.sessions()).containsKey(SESSION);
        at(core, due);
        assertThat(tree.sessions()).isEmpty();
    }

    @Test
    void standstillDoesNotExpireASession() throws Exception {
        apply(new Txn.CreateSession(4000));
        ManualCore core = new ManualCore(dataDir, tree);
        core.pass();
        core.nowMillis += 30_000;
        core.settle();
        assertThat(tree.sessions()).containsKey(SESSION);
        assertThat(pauses(core)).isEqualTo(1);

        core.passTime(8_000);
        assertThat(tree.sessions()).isEmpty();
        assertThat(pauses(core)).isEqualTo(1);
    }

    private static long pauses(ManualCore core) {
        return core.metrics.figures().get("jvm_pause_time_ms").count();
    }
}
