// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.Id;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnDigest;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.storage.tree.ChangeListener;
import io.paddock.storage.tree.Znode;
import io.paddock.storage.tree.ZnodeTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes txns of all kinds, as a server would, and applies each to its tree at once. */
final class RandomHistory {
    private static final int ZNODES_MAX = 300;
    private static final long FIRST_TIME_MILLIS = 1_700_000_000_000L;

    private final RandomGenerator random;
    private final ZnodeTree tree;
    private final List<String> paths = new ArrayList<>(List.of(""));
    private final List<Long> sessions = new ArrayList<>();
    private int names;
    private long floor;

    RandomHistory(RandomGenerator random, ZnodeTree tree) {
        this.random = random;
        this.tree = tree;
        sessions.addAll(tree.sessions().keySet());
        tree.cursor().next(Integer.MAX_VALUE, (path, znode) -> {
            if (!path.isEmpty() && !path.startsWith("/zookeeper")) {
                paths.add(path);
                names = Math.max(names, Integer.parseInt(path.substring(path.lastIndexOf('/') + 2)) + 1);
            }
        });
    }

    /** @param zxid every txn from now on comes after it */
    RandomHistory after(long zxid) {
        floor = zxid;
        return this;
    }

    ZnodeTree tree() {
        return tree;
    }

    /** @return the next txn, already applied to {@link #tree} inside the gate, with the digest it led to */
    LoggedTxn next() {
        tree.gate().lockAll();
        try {
            long session = sessions.isEmpty() ? 0 : sessions.get(random.nextInt(sessions.size()));
            Txn txn = make(session);
            if (txn.type() == OpCode.CREATE_SESSION) {
                session = sessions.get(sessions.size() - 1);
            }
            long zxid = Math.max(floor, tree.lastZxid()) + 1;
            TxnHeader header = new TxnHeader(session, random.nextInt(1000), zxid, FIRST_TIME_MILLIS + zxid, txn.type());
            tree.apply(header, txn, null, ChangeListener.NONE);
            if (txn instanceof Txn.CloseSession) {
                sessions.remove(session);
            }
            paths.removeIf(path -> tree.find(path) == null);
            boolean recorded = txn.type() != OpCode.ERROR && tree.digests().enabled();
            return new LoggedTxn(header, txn, recorded ? new TxnDigest(TxnDigest.VERSION, tree.digest()) : null);
        } finally {
            tree.gate().unlockAll();
        }
    }

    private Txn make(long session) {
        int kind = random.nextInt(100);
        if (sessions.isEmpty() || kind < 3) {
            sessions.add(random.nextLong(1, 1L << 55));
            return new Txn.CreateSession(1000 + random.nextInt(60_000));
        }
        if (kind < 5) {
            return new Txn.CloseSession(List.copyOf(tree.ephemerals(session)));
        }
        if (kind < 10) {
            return new Txn.Error(-101 - random.nextInt(10));
        }
        if (kind < 20) {
            List<Txn> parts = new ArrayList<>();
            // Each part uses a different znode, because all parts are made with the tree as it is before the
            // first of them.
            parts.add(create(parent()));
            parts.add(new Txn.Check("/", 1));
            if (random.nextInt(4) == 0) {
                parts.add(new Txn.Error(-103));
            }
            return new Txn.Multi(parts);
        }
        if (kind < 40 || paths.size() > ZNODES_MAX) {
            return delete();
        }
        return kind < 60 ? change() : create(parent());
    }

    private String parent() {
        String path = paths.get(random.nextInt(paths.size()));
        Znode znode = tree.find(path);
        return znode.ephemeralOwner() != 0 ? "" : path;
    }

    private Txn create(String parent) {
        String path = parent + "/n" + names++;
        int creates = tree.find(parent).creates() + 1;
        paths.add(path);
        return switch (random.nextInt(6)) {
            case 0 -> new Txn.Create(OpCode.CREATE2, path, data(), acl(), true, creates);
            case 1 -> new Txn.CreateContainer(path, data(), acl(), creates);
            case 2 -> new Txn.CreateTtl(path, data(), acl(), creates, 1 + random.nextInt(100_000));
            default -> new Txn.Create(OpCode.CREATE, path, data(), acl(), false, creates);
        };
    }

    private Txn delete() {
        String path = paths.get(random.nextInt(paths.size()));
        boolean leaf = !path.isEmpty() && tree.find(path).numChildren() == 0;
        return leaf ? new Txn.Delete(OpCode.DELETE, path) : new Txn.Error(-111);
    }

    private Txn change() {
        String path = paths.get(random.nextInt(paths.size()));
        Znode znode = tree.find(path);
        String named = path.isEmpty() ? "/" : path;
        return random.nextInt(3) == 0
                ? new Txn.SetAcl(named, acl(), znode.aversion() + 1)
                : new Txn.SetData(OpCode.SET_DATA, named, data(), znode.version() + 1);
    }

    private byte[] data() {
        if (random.nextInt(10) == 0) {
            return null;
        }
        byte[] data = new byte[random.nextInt(random.nextInt(20) == 0 ? 5000 : 100)];
        random.nextBytes(data);
        return data;
    }

    private List<Acl> acl() {
        Collection<Acl> open = Acl.OPEN;
        int user = random.nextInt(8);
        return user == 0
                ? List.copyOf(open)
                : List.of(new Acl(1 + random.nextInt(31), new Id("digest", "u" + user + ":x")));
    }
}
