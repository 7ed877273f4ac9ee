// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.txn.Txn;

/**
 * One kind of write.
 *
 * @param <R> the request of a client
 */
interface WriteOp<R> {
    /** @throws io.paddock.protocol.jute.MalformedFrame when the body is not a request of this kind */
    R decode(OpCode op, JuteReader in);

    /**
     * Judges a request by the pending tree and lays its changes over it. A refused request changes nothing.
     *
     * @return the outcome; a {@link Txn.Error} when refused
     */
    Txn prepare(R request, Caller caller, PendingTree tree);

    /** @return the outcome of a request that is refused */
    static Txn refused(ErrorCode error) {
        return new Txn.Error(error.code());
    }

    /** @return whether {@code txn} is a refusal */
    static boolean isRefused(Txn txn) {
        return txn.type() == OpCode.ERROR;
    }
}
