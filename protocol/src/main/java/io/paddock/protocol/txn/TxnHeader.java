// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.txn;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;

/**
 * Who caused a txn, which one it is and when.
 *
 * @param sessionId the session that asked, 0 for the server itself
 * @param cxid the client's number for the request, 0 where no client asked
 * @param timeMillis wall clock of the server that prepared it; becomes ctime and mtime
 * @param type the txn's kind, never null
 */
public record TxnHeader(long sessionId, int cxid, long zxid, long timeMillis, OpCode type) {
    public static final int BYTES = 32;

    /** @throws UnsupportedTxn when the type is not one that may be logged */
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
