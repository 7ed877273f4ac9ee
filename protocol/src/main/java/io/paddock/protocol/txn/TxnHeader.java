// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.txn;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;

/**
 * The session that caused a txn, its zxid and its time.
 *
 * @param sessionId the session that sent the request, 0 for the server itself
 * @param cxid the client's number for the request, 0 without a client
 * @param timeMillis wall clock of the server that prepared the txn; becomes ctime and mtime
 * @param type the kind of the txn, never null
 */
public record TxnHeader(long sessionId, int cxid, long zxid, long timeMillis, OpCode type) {
    public static final int BYTES = 32;

    /** @throws UnsupportedTxn when the type cannot be logged */
    public static TxnHeader read(JuteReader in) {
        long sessionId = in.readLong();
        int cxid = in.readInt();
        long zxid = in.readLong();
        long timeMillis = in.readLong();
        int type = in.readInt();
        OpCode op = OpCode.of(type);
        if (op == null) {
            throw new UnsupportedTxn(type);
        }
        return new TxnHeader(sessionId, cxid, zxid, timeMillis, op);
    }

    public void write(JuteWriter out) {
        out.writeLong(sessionId)
                .writeInt(cxid)
                .writeLong(zxid)
                .writeLong(timeMillis)
                .writeInt(type.code());
    }
}
