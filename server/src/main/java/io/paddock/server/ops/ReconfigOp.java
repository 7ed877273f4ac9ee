// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import static io.paddock.protocol.ErrorCode.RECONFIG_DISABLED;
import static io.paddock.protocol.ErrorCode.UNIMPLEMENTED;
import static io.paddock.server.ops.WriteOp.refused;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.ReconfigRequest;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.txn.Txn;

/** reconfig: a standalone server has no members to change. */
final class ReconfigOp implements WriteOp<ReconfigRequest> {
    private final boolean enabled;

    ReconfigOp(boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    public ReconfigRequest decode(OpCode op, JuteReader in) {
        return ReconfigRequest.read(in);
    }

    @Override
    public Txn prepare(ReconfigRequest request, Caller caller, PendingTree tree) {
        return refused(enabled ? UNIMPLEMENTED : RECONFIG_DISABLED);
    }
}
