// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Computes the digest of one znode: CRC-32 over path, data and 60 bytes of stat, as an unsigned number. ACLs and
 * children are not part of it. Znodes below {@code /zookeeper/} count 0, as quota usage there may differ between
 * members.
 *
 * <p>Keeps scratch space: one instance per thread.
 */
public final class NodeDigest {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final String EXEMPT = "/zookeeper/";
    private static final byte[] EXEMPT_BYTES = NameBytes.of(EXEMPT);
    private static final int STAT_BYTES = 60;

    private final CRC32 crc = new CRC32();
    private final byte[] stat = new byte[STAT_BYTES];
    private byte[] path = new byte[256];

    /**
     * The digest of a znode that need not exist.
     *
     * @param path the full path, "" or "/" for the root
     * @param data null counts as empty
     * @param creates the stored cversion
     * @param owner the owner as stored
     * @return 0 to 2^32 - 1
     */
    public long of(
            String path,
            byte[] data,
            long czxid,
            long mzxid,
            long pzxid,
            long ctime,
            long mtime,
            int version,
            int creates,
            int aversion,
            long owner) {
        if (path.startsWith(EXEMPT)) {
            return 0;
        }
        begin(path, path.length());
        if (data != null) {
            crc.update(data, 0, data.length);
        }
        return end(czxid, mzxid, pzxid, ctime, mtime, version, creates, aversion, owner);
    }

    /** @return the digest of {@code znode} as it is now, which must be the one at {@code path} */
    public long of(String path, Znode znode) {
        return of(path, path.length(), znode);
    }

    /** As {@link #of(String, Znode)}; the path is the first {@code length} characters. */
    long of(String path, int length, Znode znode) {
        if (length >= EXEMPT.length() && path.startsWith(EXEMPT)) {
            return 0;
        }
        begin(path, length);
        return end(znode);
    }

    /** As {@link #of(String, Znode)}; the path is so many bytes of {@code path}, encoded as names are. */
    long of(byte[] path, int from, int length, Znode znode) {
        if (length >= EXEMPT_BYTES.length
                && Arrays.equals(path, from, from + EXEMPT_BYTES.length, EXEMPT_BYTES, 0, EXEMPT_BYTES.length)) {
            return 0;
        }
        crc.reset();
        if (length > 1) {
            crc.update(path, from, length);
        }
        return end(znode);
    }

    private long end(Znode znode) {
        byte[] content = znode.content();
        crc.update(content, znode.nameLength(), content.length - znode.nameLength());
        return end(
                znode.czxid(),
                znode.mzxid(),
                znode.pzxid(),
                znode.ctime(),
                znode.mtime(),
                znode.version(),
                znode.creates(),
                znode.aversion(),
                znode.owner());
    }

    private void begin(String text, int length) {
        crc.reset();
        if (length <= 1) {
            return; // The root: "" and "/" are the same znode, whose path counts as empty.
        }
        if (path.length < 3 * length) {
            path = new byte[3 * length];
        }
        crc.update(path, 0, NameBytes.encode(text, 0, length, path, 0));
    }

    private long end(
            long czxid,
            long mzxid,
            long pzxid,
            long ctime,
            long mtime,
            int version,
            int creates,
            int aversion,
            long owner) {
        LONG.set(stat, 0, czxid);
        LONG.set(stat, 8, mzxid);
        LONG.set(stat, 16, pzxid);
        LONG.set(stat, 24, ctime);
        LONG.set(stat, 32, mtime);
        INT.set(stat, 40, version);
        INT.set(stat, 44, creates);
        INT.set(stat, 48, aversion);
        LONG.set(stat, 52, owner);
        crc.update(stat, 0, STAT_BYTES);
        return crc.getValue();
    }
}
