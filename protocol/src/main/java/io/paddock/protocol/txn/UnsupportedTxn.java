// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.txn;

/**
 * A log record has a type that no reader of this format knows. The log is then refused. A body that is too
 * short, in contrast, ends the log.
 */
public final class UnsupportedTxn extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnsupportedTxn(int type) {
        super("Unsupported Txn with type=" + type, null, false, false);
    }
}
