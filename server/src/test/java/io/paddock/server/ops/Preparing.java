// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.CheckRequest;
import io.paddock.protocol.client.CreateRequest;
import io.paddock.protocol.client.DeleteRequest;
import io.paddock.protocol.client.MultiOp;
import io.paddock.protocol.client.MultiRequest;
import io.paddock.protocol.client.SetAclRequest;
import io.paddock.protocol.client.SetDataRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnDigest;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.server.auth.AccessControl;
import io.paddock.server.auth.Identities;
import io.paddock.server.config.ServerConfig;
import io.paddock.storage.tree.ChangeListener;
import io.paddock.storage.tree.ZnodeTree;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A tree, the pending txns over it, and clients that send requests. Txns are applied when the test says so.
 */
final class Preparing {
    static final long SESSION = 0x1234;
    private static final AccessControl ACCESS =
            new AccessControl(ServerConfig.defaults(Path.of("unused")).auth());

    final ZnodeTree tree = new ZnodeTree();
    final PendingTree pendingTree = new PendingTree(tree, true, true);
    /** Everything prepared, in order. */
    final List<LoggedTxn> log = new ArrayList<>();

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final WriteOps ops;
    private long zxid;

    private record Waiting(LoggedTxn logged, PendingTree.Touched touched) {}

    Preparing() {
        this(true, true);
    }

    Preparing(boolean ttl, boolean quotas) {
        ops = new WriteOps(ttl, quotas, false, null);
    }

    /** The same on the leader of an ensemble. */
    Preparing(Electorate electorate) {
        ops = new WriteOps(true, true, true, electorate);
    }

    static Identities anonymous() {
        return Identities.of(InetAddress.getLoopbackAddress());
    }

    /** @return identities with this authenticated user, whose password is "pw" */
    static Identities user(String name) {
        byte[] proof = (name + ":pw").getBytes(StandardCharsets.US_ASCII);
        return ACCESS.authenticate("digest", proof, anonymous()).identities();
    }

    Txn ask(OpCode op, Object request) {
        return ask(op, request, SESSION, anonymous());
    }

    Txn ask(OpCode op, Object request, long session, Identities identities) {
        return prepare(session, () -> ops.prepare(op, request, new Caller(session, identities, ACCESS), pendingTree));
    }

    Txn closeSession(long session) {
        return prepare(session, () -> ops.closeSession(session, pendingTree));
    }

    Txn deleteContainer(String path) {
        return prepare(0, () -> ops.deleteContainer(path, pendingTree));
    }

    private Txn prepare(long session, Supplier<Txn> preparation) {
        zxid++;
        pendingTree.begin(zxid, 1_000_000 + zxid);
        Txn txn = preparation.get();
        PendingTree.Touched touched = pendingTree.end();
        TxnDigest digest = txn.type() == OpCode.ERROR ? null : pendingTree.digest();
        LoggedTxn logged =
                new LoggedTxn(new TxnHeader(session, 0, zxid, pendingTree.timeMillis(), txn.type()), txn, digest);
        log.add(logged);
        waiting.add(new Waiting(logged, touched));
        return txn;
    }

    int waiting() {
        return waiting.size();
    }

    void applyOldest() {
        Waiting next = waiting.remove();
        tree.gate().lockAll();
        try {
            tree.apply(next.logged.header(), next.logged.txn(), next.logged.digest(), ChangeListener.NONE);
        } finally {
            tree.gate().unlockAll();
        }
        pendingTree.applied(next.touched);
    }

    void applyAll() {
        while (!waiting.isEmpty()) {
            applyOldest();
        }
    }

    /** The log failed, so the waiting txns are cancelled. */
    void takeBack() {
        waiting.clear();
        zxid = tree.lastZxid();
        pendingTree.reset();
    }

    // --- requests

    Txn create(String path) {
        return ask(OpCode.CREATE, creation(path, 0));
    }

    Txn create(String path, int flags) {
        return ask(OpCode.CREATE, creation(path, flags));
    }

    static CreateRequest creation(String path, int flags) {
        return new CreateRequest(OpCode.CREATE, path, new byte[1], Acl.OPEN, flags, -1);
    }

    static CreateRequest creation(String path, List<Acl> acl) {
        return new CreateRequest(OpCode.CREATE, path, new byte[1], acl, 0, -1);
    }

    Txn delete(String path, int version) {
        return ask(OpCode.DELETE, new DeleteRequest(path, version));
    }

    Txn setData(String path, int bytes, int version) {
        return ask(OpCode.SET_DATA, new SetDataRequest(path, new byte[bytes], version));
    }

    Txn setAcl(String path, List<Acl> acl, int version) {
        return ask(OpCode.SET_ACL, new SetAclRequest(path, acl, version));
    }

    Txn multi(MultiOp... parts) {
        return ask(OpCode.MULTI, new MultiRequest(List.of(parts)));
    }

    static CheckRequest check(String path, int version) {
        return new CheckRequest(path, version);
    }

    /** @return the code a refusal carries, OK for any other txn */
    static ErrorCode errorOf(Txn txn) {
        return txn instanceof Txn.Error error ? ErrorCode.of(error.err()) : ErrorCode.OK;
    }

    /** @return the path that a create will make */
    static String pathOf(Txn txn) {
        return ((Txn.Create) txn).path();
    }
}
