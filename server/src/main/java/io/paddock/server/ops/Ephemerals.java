// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.CreateRequest;
import io.paddock.protocol.client.MultiRequest;

/** Recognises requests that would create an ephemeral znode. */
public final class Ephemerals {
    private static final int EPHEMERAL = 1;
    private static final int EPHEMERAL_SEQUENTIAL = 3;

    private Ephemerals() {}

    /**
     * @param request a decoded request
     * @return whether the request or a part of it creates an ephemeral znode
     */
    public static boolean in(Object request) {
        if (request instanceof MultiRequest multi) {
            return multi.ops().stream().anyMatch(Ephemerals::in);
        }
        return request instanceof CreateRequest create && in(create);
    }

    static boolean in(CreateRequest create) {
        return (create.op() == OpCode.CREATE || create.op() == OpCode.CREATE2)
                && (create.flags() == EPHEMERAL || create.flags() == EPHEMERAL_SEQUENTIAL);
    }
}
