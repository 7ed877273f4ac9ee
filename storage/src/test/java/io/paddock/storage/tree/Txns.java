// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnDigest;
import io.paddock.protocol.txn.TxnHeader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes to a tree as a server would. Each txn has the next zxid, and its time is the zxid times 1000. All
 * txns are kept.
 */
final class Txns {
    final ZnodeTree tree;
    final List<LoggedTxn> log = new ArrayList<>();
    long sessionId = 0x0100000000000001L;

    Txns(ZnodeTree tree) {
        this.tree = tree;
    }

    static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    TxnResult create(String path, String data) {
        return apply(createTxn(OpCode.CREATE, path, data, false));
    }

    TxnResult createEphemeral(String path, String data) {
        return apply(createTxn(OpCode.CREATE2, path, data, true));
    }

    TxnResult delete(String path) {
        return apply(new Txn.Delete(OpCode.DELETE, path));
    }

    TxnResult setData(String path, String data) {
        return apply(setDataTxn(path, data));
    }

    TxnResult setAcl(String path, List<Acl> acl) {
        return apply(new Txn.SetAcl(path, acl, tree.find(path).aversion() + 1));
    }

    Txn createTxn(OpCode type, String path, String data, boolean ephemeral) {
        return new Txn.Create(type, path, bytes(data), Acl.OPEN, ephemeral, nextCreates(path));
    }

    Txn setDataTxn(String path, String data) {
        return new Txn.SetData(
                OpCode.SET_DATA, path, bytes(data), tree.find(path).version() + 1);
    }

    int nextCreates(String path) {
        Znode parent = tree.find(path.substring(0, path.lastIndexOf('/')));
        return parent == null ? 1 : parent.creates() + 1;
    }

    TxnResult apply(Txn txn) {
        return apply(txn, null, ChangeListener.NONE);
    }

    TxnResult apply(Txn txn, TxnDigest digest, ChangeListener changes) {
        long zxid = tree.lastZxid() + 1;
        TxnHeader header = new TxnHeader(sessionId, 7, zxid, zxid * 1000, txn.type());
        log.add(new LoggedTxn(header, txn, digest));
        return tree.apply(header, txn, digest, changes);
    }

    /** Applies the txns of another tree, from a zxid on. */
    static void replay(List<LoggedTxn> log, long fromZxid, ZnodeTree tree) {
        for (LoggedTxn each : log) {
            if (each.header().zxid() >= fromZxid) {
                tree.apply(each.header(), each.txn(), each.digest(), ChangeListener.NONE);
            }
        }
    }
}
