// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.txn;

import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;

/** The digest of the whole tree after a txn. Only values of {@link #VERSION} can be compared. */
public record TxnDigest(int version, long value) {
    public static final int VERSION = 2;
    public static final int BYTES = 12;

    public static TxnDigest read(JuteReader in) {
        return new TxnDigest(in.readInt(), in.readLong());
    }

    public void write(JuteWriter out) {
        out.writeInt(version).writeLong(value);
    }
}
