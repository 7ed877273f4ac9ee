// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.jute;

/**
 * A znode's counters and times as a client sees them, 68 bytes.
 *
 * @param ctime create time, milliseconds since 1970
 * @param mtime last data change, milliseconds since 1970
 * @param cversion {@code 2 * children ever created - numChildren}
 * @param ephemeralOwner the owning session of an ephemeral znode, 0 for all other znodes, also container and
 *   TTL znodes
 * @param dataLength bytes of data, 0 for null
 */
public record Stat(
        long czxid,
        long mzxid,
        long ctime,
        long mtime,
        int version,
        int cversion,
        int aversion,
        long ephemeralOwner,
        int dataLength,
        int numChildren,
        long pzxid) {
    public static final int BYTES = 68;

    public static Stat read(JuteReader in) {
        return new Stat(
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readLong(),
                in.readInt(),
                in.readInt(),
                in.readLong());
    }

    public void write(JuteWriter out) {
        out.writeLong(czxid)
                .writeLong(mzxid)
                .writeLong(ctime)
                .writeLong(mtime)
                .writeInt(version)
                .writeInt(cversion)
                .writeInt(aversion)
                .writeLong(ephemeralOwner)
                .writeInt(dataLength)
                .writeInt(numChildren)
                .writeLong(pzxid);
    }
}
