// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import static io.paddock.protocol.ErrorCode.BAD_ARGUMENTS;
import static io.paddock.protocol.ErrorCode.BAD_VERSION;
import static io.paddock.protocol.ErrorCode.NO_AUTH;
import static io.paddock.protocol.ErrorCode.NO_NODE;
import static io.paddock.protocol.ErrorCode.QUOTA_EXCEEDED;
import static io.paddock.server.ops.WriteOp.refused;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.SetDataRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.txn.Txn;
import io.paddock.storage.tree.Quota;

/** setData: the version is checked once, here. The log contains the outcome. */
final class SetDataOp implements WriteOp<SetDataRequest> {
    static final int ANY_VERSION = -1;

    private final boolean enforceQuota;

    SetDataOp(boolean enforceQuota) {
        this.enforceQuota = enforceQuota;
    }

    @Override
    public SetDataRequest decode(OpCode op, JuteReader in) {
        return SetDataRequest.read(in);
    }

    @Override
    public Txn prepare(SetDataRequest request, Caller caller, PendingTree tree) {
        if (!Paths.isValid(request.path())) {
            return refused(BAD_ARGUMENTS);
        }
        PendingZnode znode = tree.find(request.path());
        if (znode == null) {
            return refused(NO_NODE);
        }
        if (!caller.may(Acl.WRITE, znode.acl())) {
            return refused(NO_AUTH);
        }
        int bytes = request.data() == null ? 0 : request.data().length;
        if (enforceQuota && tree.exceedsQuota(request.path(), 0, (long) bytes - znode.dataLength())) {
            return refused(QUOTA_EXCEEDED);
        }
        if (Quota.isUsage(request.path()) && !Quota.parse(request.data()).wellFormed()) {
            // With this data, Apache ZooKeeper ends at the next change below the quota. It does not start
            // from a log that contains it.
            return refused(BAD_ARGUMENTS);
        }
        if (request.version() != ANY_VERSION && request.version() != znode.version()) {
            return refused(BAD_VERSION);
        }
        tree.change(znode, znode.withData(request.data(), tree.zxid(), tree.timeMillis()));
        // The absolute new version, not "+1": replaying a txn over a fuzzy snapshot must change nothing.
        return new Txn.SetData(OpCode.SET_DATA, request.path(), request.data(), znode.version() + 1);
    }
}
