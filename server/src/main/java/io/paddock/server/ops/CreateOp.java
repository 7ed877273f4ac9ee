// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import static io.paddock.protocol.ErrorCode.BAD_ARGUMENTS;
import static io.paddock.protocol.ErrorCode.MARSHALLING_ERROR;
import static io.paddock.protocol.ErrorCode.NODE_EXISTS;
import static io.paddock.protocol.ErrorCode.NO_AUTH;
import static io.paddock.protocol.ErrorCode.NO_CHILDREN_FOR_EPHEMERALS;
import static io.paddock.protocol.ErrorCode.NO_NODE;
import static io.paddock.protocol.ErrorCode.OK;
import static io.paddock.protocol.ErrorCode.QUOTA_EXCEEDED;
import static io.paddock.protocol.ErrorCode.UNIMPLEMENTED;
import static io.paddock.server.ops.WriteOp.refused;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.CreateRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.txn.Txn;
import io.paddock.server.auth.RequestedAcl;
import io.paddock.storage.tree.NodeKind;
import java.util.List;

/**
 * create, create2, createContainer, createTTL. The opcode decides what is stored. The flags decide whether a
 * sequence number is added and whether a plain znode is ephemeral. The order of the checks is ZooKeeper's,
 * because the client sees the error of the first check that fails.
 */
final class CreateOp implements WriteOp<CreateRequest> {
    private static final int EPHEMERAL = 1;
    private static final int SEQUENTIAL = 2;
    private static final int EPHEMERAL_SEQUENTIAL = 3;
    private static final int CONTAINER = 4;
    private static final int TTL = 5;
    private static final int TTL_SEQUENTIAL = 6;
    /**
     * The limits of a quota on the root. Apache ZooKeeper cannot apply this create, and does not start from a
     * log that contains it.
     */
    private static final String LIMITS_OF_ROOT = "/zookeeper/quota/zookeeper_limits";

    private static final long TTL_MILLIS_MAX = (1L << 40) - 1;

    private final boolean ttlEnabled;
    private final boolean enforceQuota;

    CreateOp(boolean ttlEnabled, boolean enforceQuota) {
        this.ttlEnabled = ttlEnabled;
        this.enforceQuota = enforceQuota;
    }

    @Override
    public CreateRequest decode(OpCode op, JuteReader in) {
        return CreateRequest.read(op, in);
    }

    @Override
    public Txn prepare(CreateRequest request, Caller caller, PendingTree tree) {
        ErrorCode flagsError = checkFlags(request);
        if (flagsError != OK) {
            return refused(flagsError);
        }
        if (Ephemerals.in(request) && caller.ephemerals() != OK) {
            return refused(caller.ephemerals());
        }
        if (request.path() == null) {
            return refused(MARSHALLING_ERROR);
        }
        if (!Paths.hasParent(request.path())) {
            return refused(BAD_ARGUMENTS);
        }
        RequestedAcl requested = caller.access().fixUp(request.acl(), caller.identities());
        if (requested.isRefused()) {
            return refused(requested.error());
        }
        List<Acl> acl = requested.acl();
        PendingZnode parent = tree.find(Paths.parentOf(request.path()));
        if (parent == null) {
            return refused(NO_NODE);
        }
        if (!caller.may(Acl.CREATE, parent.acl())) {
            return refused(NO_AUTH);
        }
        String path =
                isSequential(request.flags()) ? Paths.sequential(request.path(), parent.creates()) : request.path();
        if (!Paths.isValid(path) || path.equals(LIMITS_OF_ROOT)) {
            return refused(BAD_ARGUMENTS);
        }
        if (tree.find(path) != null) {
            return refused(NODE_EXISTS);
        }
        if (parent.isEphemeral()) {
            return refused(NO_CHILDREN_FOR_EPHEMERALS);
        }
        int bytes = request.data() == null ? 0 : request.data().length;
        if (enforceQuota && tree.exceedsQuota(path, 1, bytes)) {
            return refused(QUOTA_EXCEEDED);
        }
        PendingZnode znode =
                PendingZnode.created(path, request.data(), acl, owner(request, caller), tree.zxid(), tree.timeMillis());
        tree.create(znode, parent);
        return txn(request, path, acl, parent.creates() + 1);
    }

    private ErrorCode checkFlags(CreateRequest request) {
        int flags = request.flags();
        if (flags < 0 || flags > TTL_SEQUENTIAL) {
            return BAD_ARGUMENTS;
        }
        boolean ttlFlags = flags == TTL || flags == TTL_SEQUENTIAL;
        if (ttlFlags && !ttlEnabled) {
            return UNIMPLEMENTED;
        }
        boolean ttlInRange = request.ttlMillis() >= 1 && request.ttlMillis() <= TTL_MILLIS_MAX;
        return switch (request.op()) {
            // With other flags, Apache's server logs a txn that it cannot apply, and ends.
            case CREATE_TTL -> ttlFlags && ttlInRange ? OK : BAD_ARGUMENTS;
            case CREATE_CONTAINER -> ttlFlags ? BAD_ARGUMENTS : OK;
            default -> ttlFlags || flags == CONTAINER ? BAD_ARGUMENTS : OK;
        };
    }

    private static boolean isSequential(int flags) {
        return flags == SEQUENTIAL || flags == EPHEMERAL_SEQUENTIAL || flags == TTL_SEQUENTIAL;
    }

    private static boolean isEphemeral(CreateRequest request) {
        return request.flags() == EPHEMERAL || request.flags() == EPHEMERAL_SEQUENTIAL;
    }

    private static long owner(CreateRequest request, Caller caller) {
        return switch (request.op()) {
            case CREATE_CONTAINER -> NodeKind.CONTAINER_OWNER;
            case CREATE_TTL -> NodeKind.ttlOwner(request.ttlMillis());
            default -> isEphemeral(request) ? caller.sessionId() : 0;
        };
    }

    private static Txn txn(CreateRequest request, String path, List<Acl> acl, int parentCversion) {
        return switch (request.op()) {
            case CREATE_CONTAINER -> new Txn.CreateContainer(path, request.data(), acl, parentCversion);
            case CREATE_TTL -> new Txn.CreateTtl(path, request.data(), acl, parentCversion, request.ttlMillis());
            default -> new Txn.Create(request.op(), path, request.data(), acl, isEphemeral(request), parentCversion);
        };
    }
}
