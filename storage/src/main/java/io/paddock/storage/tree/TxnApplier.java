// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.Stat;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The rules by which txns change the tree, the same for traffic and for replay.
 *
 * <p>In traffic, all txns were checked before, and none fails. Replay starts from a fuzzy snapshot, which may
 * hold a later state of any znode than the txn expects. A create may find the znode there, and a delete may
 * find it gone. So every rule sets absolute values, raises counters but never lowers them, ignores what is
 * missing, and continues.
 */
final class TxnApplier implements Txn.Visitor<TxnResult> {
    private final ZnodeTree tree;
    private TxnHeader header;
    private ChangeListener changes;

    TxnApplier(ZnodeTree tree) {
        this.tree = tree;
    }

    TxnResult apply(TxnHeader header, Txn txn, ChangeListener changes) {
        this.header = header;
        this.changes = changes;
        return txn.accept(this);
    }

    void deleteAll(Iterable<String> paths, long zxid, ChangeListener changes) {
        this.changes = changes;
        for (String path : paths) {
            delete(OpCode.DELETE, path, zxid);
        }
    }

    @Override
    public TxnResult create(Txn.Create txn) {
        long owner = txn.ephemeral() ? header.sessionId() : 0;
        return create(txn.type(), txn.path(), txn.data(), txn.acl(), owner, txn.parentCversion());
    }

    @Override
    public TxnResult createContainer(Txn.CreateContainer txn) {
        long owner = NodeKind.CONTAINER_OWNER;
        return create(txn.type(), txn.path(), txn.data(), txn.acl(), owner, txn.parentCversion());
    }

    @Override
    public TxnResult createTtl(Txn.CreateTtl txn) {
        long owner = NodeKind.ttlOwner(txn.ttlMillis());
        return create(txn.type(), txn.path(), txn.data(), txn.acl(), owner, txn.parentCversion());
    }

    private TxnResult create(OpCode type, String path, byte[] data, List<Acl> acl, long owner, int parentCversion) {
        int slash = slash(path);
        Znode parent = slash < 0 ? null : tree.find(path, slash);
        if (parent == null || slash + 1 == path.length()) {
            return TxnResult.failed(type, ErrorCode.NO_NODE, path);
        }
        int creates = parentCversion == Txn.PARENT_CVERSION_UNKNOWN ? parent.creates() + 1 : parentCversion;
        Znode existing = parent.child(path, slash + 1, path.length());
        if (existing != null) {
            // The znode may come from a snapshot whose ACL table was written before its list was known.
            tree.setAcl(path, existing, acl, existing.aversion());
            if (type == OpCode.CREATE) {
                raiseCreates(path, slash, parent, creates);
            }
            return TxnResult.failed(type, ErrorCode.NODE_EXISTS, path);
        }
        raiseCreates(path, slash, parent, creates);
        Znode znode = new Znode(
                path,
                slash + 1,
                data,
                tree.aclTable().acquire(acl),
                tree.owners().owner(owner),
                header.zxid(),
                header.timeMillis());
        tree.add(path, znode, parent);
        // Take the stat before a new usage text is replaced by the counted usage: the reply shows the data as
        // it was sent.
        Stat stat = znode.stat();
        tree.quotas().created(path);
        tree.quotas().charge(path, 1, znode.dataLength());
        changes.created(path, znode, parent);
        return TxnResult.ok(type, path, stat);
    }

    private void raiseCreates(String path, int parentLength, Znode parent, int creates) {
        if (creates > parent.creates()) {
            tree.childrenChanged(path, parentLength, parent, creates, header.zxid());
        }
    }

    @Override
    public TxnResult delete(Txn.Delete txn) {
        return delete(txn.type(), txn.path(), header.zxid());
    }

    private TxnResult delete(OpCode type, String path, long zxid) {
        int slash = slash(path);
        Znode parent = slash < 0 ? null : tree.find(path, slash);
        if (parent == null) {
            return TxnResult.failed(type, ErrorCode.NO_NODE, path);
        }
        if (zxid > parent.pzxid()) {
            tree.childrenChanged(path, slash, parent, parent.creates(), zxid);
        }
        Znode znode = parent.child(path, slash + 1, path.length());
        if (znode == null) {
            return TxnResult.failed(type, ErrorCode.NO_NODE, path);
        }
        remove(path, znode, parent);
        return TxnResult.ok(type, path, null);
    }

    /**
     * Removes a znode with everything below it. It can have children only in replay. Then a later txn created
     * them below a later znode of the same path, and will be replayed too. Apache leaves them as orphans
     * until then. Here they are removed with their parent.
     */
    private void remove(String path, Znode znode, Znode parent) {
        if (znode.numChildren() > 0) {
            List<Znode> below = new ArrayList<>();
            znode.forEachBelow(below::add);
            Collections.reverse(below);
            below.forEach(each -> removeOne(each.path(), each, each.parent()));
        }
        removeOne(path, znode, parent);
    }

    private void removeOne(String path, Znode znode, Znode parent) {
        tree.remove(path, znode, parent);
        tree.quotas().charge(path, -1, -znode.dataLength());
        changes.deleted(path, znode, parent);
    }

    @Override
    public TxnResult setData(Txn.SetData txn) {
        String path = canonical(txn.path());
        Znode znode = path == null ? null : tree.find(path);
        if (znode == null) {
            return TxnResult.failed(txn.type(), ErrorCode.NO_NODE, txn.path());
        }
        int before = znode.dataLength();
        tree.setData(path, znode, txn.data(), txn.version(), header.zxid(), header.timeMillis());
        tree.quotas().charge(path, 0, znode.dataLength() - before);
        changes.dataChanged(txn.path(), znode);
        byte[] shown = txn.type() == OpCode.RECONFIG ? txn.data() : null;
        return new TxnResult(txn.type(), 0, txn.path(), znode.stat(), null, shown);
    }

    @Override
    public TxnResult setAcl(Txn.SetAcl txn) {
        String path = canonical(txn.path());
        Znode znode = path == null ? null : tree.find(path);
        if (znode == null) {
            return TxnResult.failed(txn.type(), ErrorCode.NO_NODE, txn.path());
        }
        tree.setAcl(path, znode, txn.acl(), txn.version());
        return TxnResult.ok(txn.type(), txn.path(), znode.stat());
    }

    @Override
    public TxnResult check(Txn.Check txn) {
        return TxnResult.ok(txn.type(), txn.path(), null);
    }

    @Override
    public TxnResult createSession(Txn.CreateSession txn) {
        tree.sessionTable().put(header.sessionId(), txn.timeoutMillis());
        return TxnResult.ok(txn.type(), null, null);
    }

    @Override
    public TxnResult closeSession(Txn.CloseSession txn) {
        tree.sessionTable().remove(header.sessionId());
        Set<String> paths = new LinkedHashSet<>();
        if (txn.paths() != null) {
            paths.addAll(txn.paths()); // These paths are deleted regardless of their present owner.
        }
        paths.addAll(tree.ephemerals(header.sessionId()));
        deleteAll(paths, header.zxid(), changes);
        return TxnResult.ok(txn.type(), null, null);
    }

    @Override
    public TxnResult error(Txn.Error txn) {
        return TxnResult.error(txn.err());
    }

    @Override
    public TxnResult multi(Txn.Multi txn) {
        for (Txn part : txn.parts()) {
            if (part.type() == OpCode.ERROR) {
                return failedMulti(txn.parts());
            }
        }
        List<TxnResult> results = new ArrayList<>(txn.parts().size());
        for (Txn part : txn.parts()) {
            if (part instanceof Txn.Unreadable) {
                break; // As in Apache, the parts before this one stay applied.
            }
            results.add(part.accept(this));
        }
        return TxnResult.multi(0, results);
    }

    private static TxnResult failedMulti(List<Txn> parts) {
        List<TxnResult> results = new ArrayList<>(parts.size());
        int first = 0;
        for (Txn part : parts) {
            int err = part instanceof Txn.Error error ? error.err() : 0;
            first = first == 0 ? err : first;
            results.add(TxnResult.error(err));
        }
        return TxnResult.multi(first, results);
    }

    @Override
    public TxnResult unreadable(Txn.Unreadable txn) {
        return TxnResult.failed(txn.type(), ErrorCode.MARSHALLING_ERROR, null);
    }

    private static int slash(String path) {
        return path == null ? -1 : path.lastIndexOf('/');
    }

    /** The root has two names, but digests and quotas need one. */
    private static String canonical(String path) {
        return "/".equals(path) ? "" : path;
    }
}
