// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import static io.paddock.protocol.ErrorCode.BAD_ARGUMENTS;
import static io.paddock.protocol.ErrorCode.BAD_VERSION;
import static io.paddock.protocol.ErrorCode.NO_AUTH;
import static io.paddock.protocol.ErrorCode.NO_NODE;
import static io.paddock.server.ops.WriteOp.refused;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.SetAclRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.txn.Txn;
import io.paddock.server.auth.RequestedAcl;
import java.util.List;

/** setACL: the version in the request is compared with the znode's aversion. */
final class SetAclOp implements WriteOp<SetAclRequest> {
    @Override
    public SetAclRequest decode(OpCode op, JuteReader in) {
        return SetAclRequest.read(in);
    }

    @Override
    public Txn prepare(SetAclRequest request, Caller caller, PendingTree tree) {
        if (!Paths.isValid(request.path())) {
            return refused(BAD_ARGUMENTS);
        }
        RequestedAcl requested = caller.access().fixUp(request.acl(), caller.identities());
        if (requested.isRefused()) {
            return refused(requested.error());
        }
        List<Acl> acl = requested.acl();
        PendingZnode znode = tree.find(request.path());
        if (znode == null) {
            return refused(NO_NODE);
        }
        if (!caller.may(Acl.ADMIN, znode.acl())) {
            return refused(NO_AUTH);
        }
        if (request.version() != SetDataOp.ANY_VERSION && request.version() != znode.aversion()) {
            return refused(BAD_VERSION);
        }
        tree.change(znode, znode.withAcl(acl));
        return new Txn.SetAcl(request.path(), acl, znode.aversion() + 1);
    }
}
