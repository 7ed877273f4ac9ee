// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import static io.paddock.protocol.ErrorCode.BAD_ARGUMENTS;
import static io.paddock.protocol.ErrorCode.BAD_VERSION;
import static io.paddock.protocol.ErrorCode.NO_AUTH;
import static io.paddock.protocol.ErrorCode.NO_NODE;
import static io.paddock.server.ops.WriteOp.refused;

import io.paddock.protocol.client.CheckRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.txn.Txn;

/** check, as a part of a multi: the znode must exist and have this version. */
final class CheckOp {
    Txn prepare(CheckRequest request, Caller caller, PendingTree tree) {
        if (!Paths.isValid(request.path())) {
            return refused(BAD_ARGUMENTS);
        }
        PendingZnode znode = tree.find(request.path());
        if (znode == null) {
            return refused(NO_NODE);
        }
        if (!caller.may(Acl.READ, znode.acl())) {
            return refused(NO_AUTH);
        }
        if (request.version() != SetDataOp.ANY_VERSION && request.version() != znode.version()) {
            return refused(BAD_VERSION);
        }
        return new Txn.Check(request.path(), znode.version() + 1);
    }
}
