// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.client;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;

/**
 * Replaces a znode's data.
 *
 * @param data may be null
 * @param version expected data version, or -1 for any
 */
public record SetDataRequest(String path, byte[] data, int version) implements MultiOp {
    public static SetDataRequest read(JuteReader in) {
        return new SetDataRequest(in.readString(), in.readBuffer(), in.readInt());
    }

    @Override
    public OpCode op() {
        return OpCode.SET_DATA;
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path).writeBuffer(data).writeInt(version);
    }
}
