// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.client;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;

/**
 * Removes a znode.
 *
 * @param version expected data version, or -1 for any
 */
public record DeleteRequest(String path, int version) implements MultiOp {
    public static DeleteRequest read(JuteReader in) {
        return new DeleteRequest(in.readString(), in.readInt());
    }

    @Override
    public OpCode op() {
        return OpCode.DELETE;
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path).writeInt(version);
    }
}
