// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.MultiRequest;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.storage.tree.TxnResult;

/** Writes the body of the reply to a write: the result of applying its txn. */
public final class WriteReply {
    private WriteReply() {}

    /** Writes the body for a write that succeeded, and for any multi. */
    public static void write(TxnResult result, JuteWriter out) {
        switch (result.type()) {
            case CREATE, SYNC -> out.writeString(result.path());
            case CREATE2, CREATE_CONTAINER, CREATE_TTL -> {
                out.writeString(result.path());
                result.stat().write(out);
            }
            case SET_DATA, SET_ACL -> result.stat().write(out);
            case RECONFIG -> {
                out.writeBuffer(result.data());
                result.stat().write(out);
            }
            case MULTI -> writeMulti(result, out);
            default -> {
                // delete, check and the ends of sessions have no body
            }
        }
    }

    /** @return the code for the reply header; a failed multi has 0 there and the codes in its body */
    public static int headerError(TxnResult result) {
        return result.type() == OpCode.MULTI ? 0 : result.err();
    }

    private static void writeMulti(TxnResult result, JuteWriter out) {
        boolean failed = result.parts().stream().anyMatch(part -> part.type() == OpCode.ERROR);
        for (TxnResult part : result.parts()) {
            if (failed) {
                MultiRequest.writeHeader(out, -1, false, part.err());
                out.writeInt(part.err());
            } else {
                MultiRequest.writeHeader(out, resultType(part.type()), false, 0);
                write(part, out);
            }
        }
        MultiRequest.writeEnd(out);
    }

    private static int resultType(OpCode type) {
        return switch (type) {
            case CREATE_CONTAINER, CREATE_TTL -> OpCode.CREATE2.code();
            default -> type.code();
        };
    }
}
