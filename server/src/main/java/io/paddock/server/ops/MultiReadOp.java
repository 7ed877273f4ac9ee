// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import static io.paddock.protocol.ErrorCode.MARSHALLING_ERROR;
import static io.paddock.protocol.ErrorCode.NO_AUTH;
import static io.paddock.protocol.ErrorCode.NO_NODE;
import static io.paddock.protocol.ErrorCode.OK;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.MultiReadRequest;
import io.paddock.protocol.client.MultiRequest;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.storage.tree.Znode;
import io.paddock.storage.tree.ZnodeTree;

/**
 * multiRead: each part succeeds or fails separately. All parts see the same state of the tree. None sets a
 * watch.
 */
final class MultiReadOp implements ReadOp {
    /**
     * A request of 1 MB can ask for 60,000 znodes of 1 MB. If the reply exceeds this many bytes, the whole
     * request is refused. No client accepts a reply of this size.
     */
    static final int REPLY_BYTES_MAX = 32 << 20;

    @Override
    public ErrorCode answer(JuteReader body, Asker asker, ZnodeTree tree, JuteWriter out) {
        int start = out.buffer().writerIndex();
        for (MultiReadRequest.Part part : MultiReadRequest.read(body).parts()) {
            Znode znode = tree.find(part.request().path());
            if (znode == null) {
                writeError(NO_NODE, out);
            } else if (!ReadOps.mayRead(asker, znode)) {
                writeError(NO_AUTH, out);
            } else {
                MultiRequest.writeHeader(out, part.op().code(), false, 0);
                if (part.op() == OpCode.GET_DATA) {
                    znode.writeData(out);
                    znode.writeStat(out);
                } else {
                    znode.writeChildNames(out);
                }
            }
            if (out.buffer().writerIndex() - start > REPLY_BYTES_MAX) {
                return MARSHALLING_ERROR;
            }
        }
        MultiRequest.writeEnd(out);
        return OK;
    }

    private static void writeError(ErrorCode error, JuteWriter out) {
        MultiRequest.writeHeader(out, -1, false, error.code());
        out.writeInt(error.code());
    }
}
