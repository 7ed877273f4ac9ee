// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.Id;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.storage.tree.ZnodeTree;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Changes of a tree reach the watchers, with the ACLs that decide who may receive them. */
class WatchesTest {
    private static final List<Acl> OWN = List.of(new Acl(Acl.READ, new Id("digest", "own:x")));

    private final ZnodeTree tree = new ZnodeTree();
    private final Watches watches = new Watches();
    private final WatchTable table = new WatchTable();
    private final Ears ears = new Ears(table);
    private long zxid;

    WatchesTest() {
        watches.add(table);
    }

    @Test
    void notifiesWatchersOfATxn() {
        table.add(ears.subscriber, "/", WatchKind.PERSISTENT);
        table.add(ears.subscriber, "/", WatchKind.RECURSIVE);
        apply(new Txn.Create(OpCode.CREATE, "/a", new byte[0], OWN, false, 1));
        apply(new Txn.SetData(OpCode.SET_DATA, "/a", new byte[1], 1));
        apply(new Txn.Delete(OpCode.DELETE, "/a"));
        assertThat(ears.heard()).containsExactly("1 /a", "4 /", "3 /a", "2 /a", "4 /");
        assertThat(ears.events).extracting(WatchEvent::acl).containsExactly(OWN, Acl.OPEN, OWN, OWN, Acl.OPEN);
        assertThat(ears.events).extracting(WatchEvent::zxid).containsExactly(1L, 1L, 2L, 3L, 3L);
    }

    @Test
    void sendsNothingForATxnWithoutEffect() {
        table.add(ears.subscriber, "/", WatchKind.RECURSIVE);
        apply(new Txn.Delete(OpCode.DELETE, "/absent"));
        apply(new Txn.SetData(OpCode.SET_DATA, "/absent", new byte[1], 1));
        apply(new Txn.SetAcl("/", OWN, 1));
        assertThat(ears.heard()).isEmpty();
    }

    private void apply(Txn txn) {
        zxid++;
        watches.applying(zxid);
        tree.gate().lockAll();
        try {
            tree.apply(new TxnHeader(1, 0, zxid, 0, txn.type()), txn, null, watches);
        } finally {
            tree.gate().unlockAll();
        }
    }
}
