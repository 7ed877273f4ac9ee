// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.txn;

/** A record whose type no reader of this format knows. Unlike a short body, which ends a log, this refuses it. */
public final class UnsupportedTxn extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnsupportedTxn(int type) {
        super("Unsupported Txn with type=" + type, null, false, false);
    }
}
