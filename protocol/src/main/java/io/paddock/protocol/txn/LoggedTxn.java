// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.txn;

import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;

/** The payload of one log record: header, body, and the digest that the writer recorded, or null. */
public record LoggedTxn(TxnHeader header, Txn txn, TxnDigest digest) {

    /**
     * Reads one payload. Bytes after the digest are ignored.
     *
     * @throws io.paddock.protocol.jute.MalformedFrame when the payload is too short for its type
     * @throws UnsupportedTxn when its type cannot be logged
     */
    public static LoggedTxn read(JuteReader in) {
        TxnHeader header = TxnHeader.read(in);
        Txn txn = TxnBodies.read(header.type(), in);
        TxnDigest digest = in.remaining() >= TxnDigest.BYTES ? TxnDigest.read(in) : null;
        return new LoggedTxn(header, txn, digest);
    }

    public void write(JuteWriter out) {
        header.write(out);
        txn.write(out);
        if (digest != null) {
            digest.write(out);
        }
    }
}
