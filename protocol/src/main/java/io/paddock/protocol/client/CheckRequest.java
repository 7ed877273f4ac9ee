// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.client;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;

/**
 * A condition inside a multi: the znode must exist and have this version.
 *
 * @param version expected data version, or -1 for any
 */
public record CheckRequest(String path, int version) implements MultiOp {
    public static CheckRequest read(JuteReader in) {
        return new CheckRequest(in.readString(), in.readInt());
    }

    @Override
    public OpCode op() {
        return OpCode.CHECK;
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path).writeInt(version);
    }
}
