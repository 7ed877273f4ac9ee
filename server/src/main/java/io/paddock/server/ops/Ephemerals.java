// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.CreateRequest;
import io.paddock.protocol.client.MultiRequest;

/** Which requests would make a znode that goes with its session. */
public final class Ephemerals {
    private static final int EPHEMERAL = 1;
    private static final int EPHEMERAL_SEQUENTIAL = 3;

    private Ephemerals() {}

    /** @return whether a request, as decoded, creates one, be it in a part of it */
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
