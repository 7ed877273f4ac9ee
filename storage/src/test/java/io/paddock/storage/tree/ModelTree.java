// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rules of a tree in their simplest form: one map from path to znode. Everything that can be counted is
 * counted on request. Only for valid txns.
 */
final class ModelTree {
    static final class Node {
        byte[] data = {};
        List<Acl> acl = Acl.OPEN;
        long czxid;
        long mzxid;
        long pzxid;
        long ctime;
        long mtime;
        int version;
        int creates;
        int aversion;
        long owner;
    }

    final TreeMap<String, Node> nodes = new TreeMap<>();
    final Map<Long, Integer> sessions = new TreeMap<>();

    ModelTree() {
        for (String path : List.of("", "/zookeeper", "/zookeeper/quota", "/zookeeper/config")) {
            nodes.put(path, new Node());
        }
        nodes.get("/zookeeper/config").acl = Acl.READ_ONLY;
        nodes.get("/zookeeper/config").aversion = -1;
    }

    void apply(TxnHeader header, Txn txn) {
        if (txn instanceof Txn.Create create) {
            long owner = create.ephemeral() ? header.sessionId() : 0;
            create(header, create.path(), create.data(), create.acl(), owner);
        } else if (txn instanceof Txn.CreateContainer create) {
            create(header, create.path(), create.data(), create.acl(), Long.MIN_VALUE);
        } else if (txn instanceof Txn.CreateTtl create) {
            create(header, create.path(), create.data(), create.acl(), 0xff00L << 48 | create.ttlMillis());
        } else if (txn instanceof Txn.Delete delete) {
            delete(header, delete.path());
        } else if (txn instanceof Txn.SetData set) {
            Node node = nodes.get(set.path());
            node.data = set.data();
            node.version++;
            node.mzxid = header.zxid();
            node.mtime = header.timeMillis();
        } else if (txn instanceof Txn.SetAcl set) {
            nodes.get(set.path()).acl = set.acl();
            nodes.get(set.path()).aversion++;
        } else if (txn instanceof Txn.CreateSession session) {
            sessions.put(header.sessionId(), session.timeoutMillis());
        } else if (txn instanceof Txn.CloseSession) {
            sessions.remove(header.sessionId());
            ephemerals(header.sessionId()).forEach(path -> delete(header, path));
        } else if (txn instanceof Txn.Multi multi
                && multi.parts().stream().noneMatch(each -> each.type() == OpCode.ERROR)) {
            multi.parts().forEach(each -> apply(header, each));
        }
    }

    private void create(TxnHeader header, String path, byte[] data, List<Acl> acl, long owner) {
        Node node = new Node();
        node.data = data;
        node.acl = acl;
        node.owner = owner;
        node.czxid = node.mzxid = node.pzxid = header.zxid();
        node.ctime = node.mtime = header.timeMillis();
        nodes.put(path, node);
        Node parent = nodes.get(parent(path));
        parent.creates++;
        parent.pzxid = header.zxid();
    }

    private void delete(TxnHeader header, String path) {
        nodes.remove(path);
        nodes.get(parent(path)).pzxid = header.zxid();
    }

    static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    List<String> children(String path) {
        List<String> children = new ArrayList<>();
        for (String each : nodes.keySet()) {
            if (!each.isEmpty() && parent(each).equals(path)) {
                children.add(each);
            }
        }
        return children;
    }

    List<String> ephemerals(long sessionId) {
        return nodes.keySet().stream()
                .filter(each -> nodes.get(each).owner == sessionId)
                .toList();
    }

    long digest() {
        NodeDigest digest = new NodeDigest();
        long sum = 0;
        for (Map.Entry<String, Node> each : nodes.entrySet()) {
            Node n = each.getValue();
            sum += digest.of(
                    each.getKey(),
                    n.data,
                    n.czxid,
                    n.mzxid,
                    n.pzxid,
                    n.ctime,
                    n.mtime,
                    n.version,
                    n.creates,
                    n.aversion,
                    n.owner);
        }
        return sum;
    }

    long approximateDataBytes() {
        long bytes = 1;
        for (Map.Entry<String, Node> each : nodes.entrySet()) {
            bytes += each.getKey().length() + (each.getValue().data == null ? 0 : each.getValue().data.length);
        }
        return bytes;
    }
}
