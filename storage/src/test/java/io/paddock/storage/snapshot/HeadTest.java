// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.Id;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.storage.tree.ChangeListener;
import io.paddock.storage.tree.TreeGate;
import io.paddock.storage.tree.ZnodeTree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class HeadTest {
    private final ZnodeTree tree = new ZnodeTree();

    private void apply(long session, OpCode op, Txn txn) {
        TxnHeader header = new TxnHeader(session, 1, tree.lastZxid() + 1, 1, op);
        assertEquals(0, tree.apply(header, txn, null, ChangeListener.NONE).err());
    }

    private void open(long session) {
        apply(session, OpCode.CREATE_SESSION, new Txn.CreateSession(30_000));
    }

    private static List<Long> sessionsIn(StreamParts.Head head) {
        ByteBuf bytes = Unpooled.buffer();
        head.write(new JuteWriter(bytes));
        List<Long> sessions = new ArrayList<>();
        for (int left = bytes.readInt(); left > 0; left--) {
            sessions.add(bytes.readLong());
            bytes.skipBytes(Integer.BYTES);
        }
        return sessions;
    }

    /** Found in review: all sessions and ACLs were copied while every client waited. */
    @Test
    void isWrittenWhileTheTreeIsChanged() throws Exception {
        tree.gate().lockAll();
        open(1);
        open(2);
        tree.gate().unlockAll();
        StreamParts.Head head;
        try (TreeGate.ReadSlot slot = tree.gate().newSlot()) {
            slot.enter();
            head = StreamParts.Head.of(tree);
            slot.exit();
        }
        tree.gate().lockAll();
        try {
            open(3);
            apply(1, OpCode.CLOSE_SESSION, new Txn.CloseSession(List.of()));
            List<Acl> acl = List.of(new Acl(Acl.READ, new Id("digest", "a:b")));
            apply(2, OpCode.CREATE, new Txn.Create(OpCode.CREATE, "/n", new byte[0], acl, false, 1));
            // The write is on another thread, because this thread is the writer inside the gate.
            List<Long> written =
                    CompletableFuture.supplyAsync(() -> sessionsIn(head)).get(60, TimeUnit.SECONDS);
            assertEquals(2, head.zxid());
            assertEquals(List.of(2L, 3L), written);
        } finally {
            tree.gate().unlockAll();
        }
    }
}
