// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import static io.paddock.server.ops.WriteOp.refused;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.txn.Txn;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * All writes: decoding bytes to a request, and preparing the request's outcome. Decoding is stateless. Only
 * the core thread prepares.
 */
public final class WriteOps {
    private final Map<OpCode, WriteOp<?>> ops = new EnumMap<>(OpCode.class);

    /**
     * @param ttlEnabled whether znodes with a time to live may be created
     * @param enforceQuota whether writes over a hard quota are refused
     * @param reconfigEnabled whether the members of an ensemble may change
     * @param electorate answers the questions of a reconfiguration on a leader; null elsewhere
     */
    public WriteOps(boolean ttlEnabled, boolean enforceQuota, boolean reconfigEnabled, Electorate electorate) {
        CreateOp create = new CreateOp(ttlEnabled, enforceQuota);
        DeleteOp delete = new DeleteOp();
        SetDataOp setData = new SetDataOp(enforceQuota);
        for (OpCode op : List.of(OpCode.CREATE, OpCode.CREATE2, OpCode.CREATE_CONTAINER, OpCode.CREATE_TTL)) {
            ops.put(op, create);
        }
        ops.put(OpCode.DELETE, delete);
        ops.put(OpCode.SET_DATA, setData);
        ops.put(OpCode.SET_ACL, new SetAclOp());
        ops.put(OpCode.MULTI, new MultiWriteOp(create, delete, setData));
        ops.put(OpCode.RECONFIG, new ReconfigOp(reconfigEnabled, electorate));
    }

    /** @return whether clients may send this write */
    public boolean knows(OpCode op) {
        return ops.containsKey(op);
    }

    /**
     * @return the request, opaque to the caller
     * @throws io.paddock.protocol.jute.MalformedFrame when the bytes are not one
     */
    public Object decode(OpCode op, JuteReader in) {
        return ops.get(op).decode(op, in);
    }

    /**
     * Judges a request and lays its changes over the pending tree.
     *
     * @param request the result of {@link #decode}, or null if the body could not be decoded
     */
    public Txn prepare(OpCode op, Object request, Caller caller, PendingTree tree) {
        if (request == null) {
            return refused(ErrorCode.MARSHALLING_ERROR);
        }
        return prepare(ops.get(op), request, caller, tree);
    }

    /** Ends a session. One txn deletes all its ephemerals. */
    public Txn closeSession(long sessionId, PendingTree tree) {
        List<String> paths = tree.ephemeralsOf(sessionId);
        for (String path : paths) {
            tree.delete(tree.find(path));
        }
        return new Txn.CloseSession(paths);
    }

    /**
     * Removes a container or TTL znode for the server itself. If a client has changed the znode meanwhile,
     * the removal is refused.
     */
    public Txn deleteContainer(String path, PendingTree tree) {
        PendingZnode znode = tree.find(path);
        if (DeleteOp.PROTECTED.contains(path)) {
            return refused(ErrorCode.BAD_ARGUMENTS);
        }
        if (znode == null) {
            return refused(ErrorCode.NO_NODE);
        }
        if (znode.numChildren() > 0) {
            return refused(ErrorCode.NOT_EMPTY);
        }
        // Since the znode was chosen, a client may have written to it, or another znode may have replaced it.
        if (!znode.isReapable(tree.timeMillis())) {
            return refused(ErrorCode.BAD_VERSION);
        }
        tree.delete(znode);
        return new Txn.Delete(OpCode.DELETE_CONTAINER, path);
    }

    // This is safe, because the decode method of the same op made the request.
    @SuppressWarnings("unchecked")
    private static <R> Txn prepare(WriteOp<R> op, Object request, Caller caller, PendingTree tree) {
        return op.prepare((R) request, caller, tree);
    }
}
