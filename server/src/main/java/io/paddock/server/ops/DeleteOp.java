// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import static io.paddock.protocol.ErrorCode.BAD_ARGUMENTS;
import static io.paddock.protocol.ErrorCode.BAD_VERSION;
import static io.paddock.protocol.ErrorCode.MARSHALLING_ERROR;
import static io.paddock.protocol.ErrorCode.NOT_EMPTY;
import static io.paddock.protocol.ErrorCode.NO_AUTH;
import static io.paddock.protocol.ErrorCode.NO_NODE;
import static io.paddock.server.ops.WriteOp.refused;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.DeleteRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.txn.Txn;
import java.util.Set;

/** delete: the parent's ACL must allow it. The znode's own ACL does not matter. */
final class DeleteOp implements WriteOp<DeleteRequest> {
    static final Set<String> PROTECTED = Set.of("/", "/zookeeper", "/zookeeper/quota", "/zookeeper/config");

    @Override
    public DeleteRequest decode(OpCode op, JuteReader in) {
        return DeleteRequest.read(in);
    }

    @Override
    public Txn prepare(DeleteRequest request, Caller caller, PendingTree tree) {
        String path = request.path();
        if (path == null) {
            return refused(MARSHALLING_ERROR);
        }
        if (!Paths.hasParent(path) || PROTECTED.contains(path)) {
            return refused(BAD_ARGUMENTS);
        }
        PendingZnode parent = tree.find(Paths.parentOf(path));
        if (parent == null) {
            return refused(NO_NODE);
        }
        if (!caller.may(Acl.DELETE, parent.acl())) {
            return refused(NO_AUTH);
        }
        PendingZnode znode = tree.find(path);
        if (znode == null) {
            return refused(NO_NODE);
        }
        if (request.version() != SetDataOp.ANY_VERSION && request.version() != znode.version()) {
            return refused(BAD_VERSION);
        }
        if (znode.numChildren() > 0) {
            return refused(NOT_EMPTY);
        }
        tree.delete(znode);
        return new Txn.Delete(OpCode.DELETE, path);
    }
}
