// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.jute;

import java.util.List;

/**
 * One entry of an access control list: permission bits for one identity. Bits outside {@link #ALL} are kept
 * but mean nothing.
 */
public record Acl(int perms, Id id) {
    public static final int READ = 1;
    public static final int WRITE = 2;
    public static final int CREATE = 4;
    public static final int DELETE = 8;
    public static final int ADMIN = 16;
    public static final int ALL = 31;

    /** Every client may do everything. */
    public static final List<Acl> OPEN = List.of(new Acl(ALL, Id.ANYONE));
    /** Every client may read. */
    public static final List<Acl> READ_ONLY = List.of(new Acl(READ, Id.ANYONE));

    public static Acl read(JuteReader in) {
        return new Acl(in.readInt(), Id.read(in));
    }

    public void write(JuteWriter out) {
        out.writeInt(perms);
        id.write(out);
    }
}
