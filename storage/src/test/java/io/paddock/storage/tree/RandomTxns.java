// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.Id;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes valid txns, one after the other. A server would look at its tree for this; this class looks at the
 * model.
 */
final class RandomTxns {
    private static final List<List<Acl>> ACLS = List.of(
            Acl.OPEN,
            Acl.READ_ONLY,
            List.of(new Acl(Acl.ALL, new Id("digest", "bob:x")), new Acl(Acl.READ, Id.ANYONE)),
            List.of(new Acl(3, new Id("ip", "10.0.0.1"))));
    /** Names with UTF-8 characters of all lengths. Some have the same hash. */
    private static final List<String> NAMES =
            List.of("AaAa", "BBBB", "AaBB", "BBAa", "é", "名", "n-with-a-long-name", "x", "y", "z");

    final ModelTree model = new ModelTree();
    private final Random random;
    private final int widthMax;
    private long zxid;
    private long sessions;
    /**
     * Old releases wrote closeSession without paths. Applied over a fuzzy snapshot, such a txn cannot update
     * every parent's pzxid.
     */
    boolean closeNamesPaths = true;

    TxnHeader header;

    RandomTxns(Random random) {
        this.random = random;
        this.widthMax = 1 + random.nextInt(600);
    }

    /** @return the next txn, already applied to the model; its header is in {@link #header} */
    Txn next() {
        zxid++;
        long sessionId = model.sessions.isEmpty() ? 0 : pick(new ArrayList<>(model.sessions.keySet()));
        Txn txn = choose(sessionId);
        long owner = txn.type() == OpCode.CREATE_SESSION ? 0x0100000000000000L + ++sessions : sessionId;
        header = new TxnHeader(owner, 1, zxid, 1_700_000_000_000L + zxid, txn.type());
        if (txn.type() != OpCode.MULTI) {
            model.apply(header, txn);
        }
        return txn;
    }

    private Txn choose(long sessionId) {
        int dice = random.nextInt(100);
        if (model.sessions.isEmpty() || dice < 3) {
            return new Txn.CreateSession(1000 * random.nextInt(60));
        }
        if (dice < 5) {
            List<String> paths = new ArrayList<>(model.ephemerals(sessionId));
            return new Txn.CloseSession(closeNamesPaths || random.nextBoolean() ? paths : null);
        }
        if (dice < 8) {
            return new Txn.Error(-101);
        }
        return dice < 15 ? multi(sessionId) : single();
    }

    private Txn single() {
        int dice = random.nextInt(100);
        String path = pick(new ArrayList<>(model.nodes.keySet()));
        if (dice < 45) {
            return create(path);
        }
        if (dice < 70
                && path.startsWith("/")
                && !path.startsWith("/zookeeper")
                && model.children(path).isEmpty()) {
            return new Txn.Delete(random.nextInt(5) == 0 ? OpCode.DELETE_CONTAINER : OpCode.DELETE, path);
        }
        ModelTree.Node node = model.nodes.get(path);
        if (dice < 78) {
            return new Txn.SetAcl(path, pick(ACLS), node.aversion + 1);
        }
        return new Txn.SetData(OpCode.SET_DATA, path, data(), node.version + 1);
    }

    private Txn create(String near) {
        String parent = near;
        while (NodeKind.of(model.nodes.get(parent).owner) == NodeKind.EPHEMERAL || parent.length() > 120) {
            parent = ModelTree.parent(parent);
        }
        String name = random.nextInt(3) == 0 ? pick(NAMES) : "n" + random.nextInt(widthMax);
        String path = parent + "/" + name;
        if (model.nodes.containsKey(path)) {
            ModelTree.Node node = model.nodes.get(path);
            return new Txn.SetData(OpCode.SET_DATA, path, data(), node.version + 1);
        }
        int creates = model.nodes.get(parent).creates + 1;
        return switch (random.nextInt(8)) {
            case 0 -> new Txn.CreateContainer(path, data(), pick(ACLS), creates);
            case 1 -> new Txn.CreateTtl(path, data(), pick(ACLS), creates, 1 + random.nextInt(3));
            case 2, 3 -> new Txn.Create(OpCode.CREATE, path, data(), pick(ACLS), true, creates);
            case 4 -> new Txn.Create(OpCode.CREATE, path, data(), pick(ACLS), false, creates);
            default -> new Txn.Create(OpCode.CREATE2, path, data(), pick(ACLS), false, creates);
        };
    }

    /** Each part is chosen from the model as the earlier parts have changed it. */
    private Txn multi(long sessionId) {
        if (random.nextInt(4) == 0) {
            return new Txn.Multi(
                    List.of(new Txn.Delete(OpCode.DELETE, "/not/there"), new Txn.Error(-101), new Txn.Error(-2)));
        }
        TxnHeader all = new TxnHeader(sessionId, 1, zxid, 1_700_000_000_000L + zxid, OpCode.MULTI);
        List<Txn> parts = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            Txn part = single();
            if (part.type() != OpCode.SET_ACL) {
                model.apply(all, part);
                parts.add(part);
            }
        }
        parts.add(new Txn.Check("/", 1));
        return new Txn.Multi(parts);
    }

    private byte[] data() {
        if (random.nextInt(6) == 0) {
            return null;
        }
        byte[] data = new byte[random.nextInt(40)];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) ('a' + random.nextInt(26));
        }
        return data;
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
