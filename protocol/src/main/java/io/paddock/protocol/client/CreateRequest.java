// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.client;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import java.util.List;

/**
 * A create, create2, createContainer or createTTL. The opcode decides what is stored.
 *
 * @param flags 0 persistent, 1 ephemeral, 2 sequential, 3 both, 4 container, 5 TTL, 6 TTL sequential
 * @param ttlMillis {@link #NO_TTL} except for createTTL, which alone carries the field
 */
public record CreateRequest(OpCode op, String path, byte[] data, List<Acl> acl, int flags, long ttlMillis)
        implements MultiOp {
    public static final long NO_TTL = -1;

    public static final int FLAGS_CONTAINER = 4;
    public static final int FLAGS_TTL = 5;
    public static final int FLAGS_TTL_SEQUENTIAL = 6;

    public static CreateRequest read(OpCode op, JuteReader in) {
        return new CreateRequest(
                op,
                in.readString(),
                in.readBuffer(),
                in.readAcls(),
                in.readInt(),
                op == OpCode.CREATE_TTL ? in.readLong() : NO_TTL);
    }

    /** Returns the same request under another opcode, without a time to live. */
    public CreateRequest as(OpCode other) {
        return new CreateRequest(other, path, data, acl, flags, NO_TTL);
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path).writeBuffer(data).writeAcls(acl).writeInt(flags);
        if (op == OpCode.CREATE_TTL) {
            out.writeLong(ttlMillis);
        }
    }
}
