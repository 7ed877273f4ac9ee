// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import static io.paddock.protocol.ErrorCode.RUNTIME_INCONSISTENCY;
import static io.paddock.server.ops.WriteOp.isRefused;
import static io.paddock.server.ops.WriteOp.refused;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.CheckRequest;
import io.paddock.protocol.client.CreateRequest;
import io.paddock.protocol.client.DeleteRequest;
import io.paddock.protocol.client.MultiOp;
import io.paddock.protocol.client.MultiRequest;
import io.paddock.protocol.client.SetDataRequest;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.txn.Txn;
import java.util.ArrayList;
import java.util.List;

/**
 * multi: each part is judged by the state that the parts before it will leave. If one part is refused, the
 * changes of all parts are taken back.
 */
final class MultiWriteOp implements WriteOp<MultiRequest> {
    private final CreateOp create;
    private final DeleteOp delete;
    private final SetDataOp setData;
    private final CheckOp check = new CheckOp();

    MultiWriteOp(CreateOp create, DeleteOp delete, SetDataOp setData) {
        this.create = create;
        this.delete = delete;
        this.setData = setData;
    }

    @Override
    public MultiRequest decode(OpCode op, JuteReader in) {
        return MultiRequest.read(in);
    }

    @Override
    public Txn prepare(MultiRequest request, Caller caller, PendingTree tree) {
        if (request.lacksAcl()) {
            return refused(ErrorCode.MARSHALLING_ERROR);
        }
        int start = tree.mark();
        List<Txn> parts = new ArrayList<>(request.ops().size());
        boolean failed = false;
        for (MultiOp op : request.ops()) {
            if (failed) {
                parts.add(refused(RUNTIME_INCONSISTENCY));
                continue;
            }
            Txn part = preparePart(op, caller, tree);
            if (part instanceof Txn.Error error && error.err() == ErrorCode.MARSHALLING_ERROR.code()) {
                // A part is malformed, so the multi fails as a whole. Its parts have no results of their own.
                tree.rollback(start);
                return part;
            }
            failed = isRefused(part);
            parts.add(part);
        }
        if (failed) {
            tree.rollback(start);
        }
        return new Txn.Multi(parts);
    }

    private Txn preparePart(MultiOp op, Caller caller, PendingTree tree) {
        if (op instanceof SetDataRequest request) {
            return setData.prepare(request, caller, tree);
        } else if (op instanceof CreateRequest request) {
            return create.prepare(regular(request), caller, tree);
        } else if (op instanceof DeleteRequest request) {
            return delete.prepare(request, caller, tree);
        }
        return check.prepare((CheckRequest) op, caller, tree);
    }

    /**
     * In a multi, unlike outside, createTTL with flags other than those of a TTL is a create with these
     * flags.
     */
    private static CreateRequest regular(CreateRequest request) {
        int flags = request.flags();
        boolean irregular = request.op() == OpCode.CREATE_TTL
                && flags != CreateRequest.FLAGS_TTL
                && flags != CreateRequest.FLAGS_TTL_SEQUENTIAL;
        if (!irregular) {
            return request;
        }
        return request.as(flags == CreateRequest.FLAGS_CONTAINER ? OpCode.CREATE_CONTAINER : OpCode.CREATE);
    }
}
