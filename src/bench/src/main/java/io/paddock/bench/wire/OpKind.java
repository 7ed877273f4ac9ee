// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.wire;

import java.util.Locale;

/** The operations a load can be mixed from, with their opcodes on the client wire of ZooKeeper 3.9. */
public enum OpKind {
    /** getData of one key. */
    GET(4),
    /** setData of one key, any version. */
    SET(5),
    /** exists of one key. */
    EXISTS(3),
    /** getChildren of a directory of fixed size. */
    CHILDREN(8),
    /** create of a new persistent znode. */
    CREATE(1),
    /** delete of the oldest znode that the same connection created. */
    DELETE(2),
    /** multi of several setData. */
    MULTI(14),
    /** closeSession: the last thing a connection sends, never part of a mix. */
    CLOSE(-11);

    private final int opcode;

    OpKind(int opcode) {
        this.opcode = opcode;
    }

    /** The number in the request header. */
    public int opcode() {
        return opcode;
    }

    /** The name on the command line and in reports, for example {@code get}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
