// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.Stat;
import java.util.List;

/**
 * The result that a client receives for a txn that was applied.
 *
 * @param type the txn's own type; for a part of a multi, the part's type; ERROR for every part of a failed
 *   multi
 * @param err an error code's number, 0 for success; for a failed multi, the first part's code that is not 0
 * @param path the path of the znode, null if the txn names no znode
 * @param stat the znode after the change; null for delete, check, errors, sessions and multi
 * @param parts one result per part of a multi, in order; null for all other types
 * @param data what a reconfiguration wrote; null for all other types
 */
public record TxnResult(OpCode type, int err, String path, Stat stat, List<TxnResult> parts, byte[] data) {
    /** The result of any txn except a reconfiguration. */
    public TxnResult(OpCode type, int err, String path, Stat stat, List<TxnResult> parts) {
        this(type, err, path, stat, parts, null);
    }

    static TxnResult ok(OpCode type, String path, Stat stat) {
        return new TxnResult(type, 0, path, stat, null);
    }

    static TxnResult failed(OpCode type, ErrorCode err, String path) {
        return new TxnResult(type, err.code(), path, null, null);
    }

    static TxnResult error(int err) {
        return new TxnResult(OpCode.ERROR, err, null, null, null);
    }

    static TxnResult multi(int err, List<TxnResult> parts) {
        return new TxnResult(OpCode.MULTI, err, null, null, parts);
    }
}
