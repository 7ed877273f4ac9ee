// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.snapshot;

import io.netty.buffer.ByteBuf;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.MalformedFrame;
import io.paddock.storage.tree.InvalidTree;
import io.paddock.storage.tree.TreeLoader;
import io.paddock.storage.tree.ZnodeTree;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Builds a tree from the bytes that follow a SNAP packet, as they arrive. The stream has no lengths before
 * its parts. The reader takes each part when all of it has arrived, and leaves all bytes after the signature.
 * After an exception, discard the reader. One thread.
 *
 * <p>It takes memory for bytes that have arrived, never for a count or length that the stream only states.
 */
public final class SnapshotStreamReader {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int WRONG = -2;
    private static final int MISSING = -1;

    private enum Part {
        SESSION_COUNT,
        SESSION,
        ACL_COUNT,
        ACL,
        ZNODE,
        SIGNATURE,
        NOTHING
    }

    private final TreeLoader loader;
    private final int fieldBytesMax;
    private final JuteReader fields;
    private Part next = Part.SESSION_COUNT;
    private int left; // sessions or ACLs
    private byte[] znode = new byte[1 << 10];

    /**
     * Starts a stream.
     *
     * @param digestEnabled whether the tree shall keep its digest
     * @param fieldBytesMax the longest path, data or ACL list that is accepted, in bytes
     */
    public SnapshotStreamReader(boolean digestEnabled, int fieldBytesMax) {
        this.loader = new TreeLoader(digestEnabled);
        this.fieldBytesMax = fieldBytesMax;
        this.fields = new JuteReader(fieldBytesMax);
    }

    /**
     * Takes every part that has arrived completely.
     *
     * @return whether the signature has been read; bytes after it are left
     * @throws BadSnapshot when this is no snapshot
     */
    public boolean read(ByteBuf in) throws BadSnapshot {
        try {
            while (next != Part.NOTHING) {
                int bytes = partBytes(in);
                if (bytes == MISSING) {
                    return false;
                }
                int end = in.readerIndex() + bytes;
                if (next == Part.ZNODE) {
                    takeZnode(in, bytes);
                } else {
                    take(fields.over(in, bytes));
                }
                in.readerIndex(end);
            }
            return true;
        } catch (MalformedFrame | InvalidTree e) {
            throw new BadSnapshot("snapshot stream: " + e.getMessage(), e);
        }
    }

    /**
     * Ends the stream.
     *
     * @param zxid the zxid of the SNAP packet: everything up to it is in the tree
     * @throws BadSnapshot when there is no root
     */
    public ZnodeTree tree(long zxid) throws BadSnapshot {
        if (next != Part.NOTHING) {
            throw new BadSnapshot("snapshot stream: it is not complete");
        }
        try {
            return loader.finish(zxid);
        } catch (InvalidTree e) {
            throw new BadSnapshot("snapshot stream: " + e.getMessage(), e);
        }
    }

    /** @return the length of the next part, {@link #MISSING} when not all of it has arrived */
    private int partBytes(ByteBuf in) throws BadSnapshot {
        int start = in.readerIndex();
        int end =
                switch (next) {
                    case SESSION_COUNT, ACL_COUNT -> start + 4;
                    case SESSION -> start + 12;
                    case ACL -> aclEnd(in, start + 8);
                    case ZNODE -> znodeEnd(in, start);
                    case SIGNATURE -> signatureEnd(in, start);
                    case NOTHING -> start;
                };
        if (end == WRONG) {
            throw new BadSnapshot("snapshot stream: a field of a " + next + " is longer than " + fieldBytesMax
                    + " bytes, or its length is negative");
        }
        return end == MISSING || end > in.writerIndex() ? MISSING : end - start;
    }

    private int aclEnd(ByteBuf in, int at) {
        if (at + 4 > in.writerIndex()) {
            return MISSING;
        }
        int count = in.getInt(at);
        if (count < 0) {
            return WRONG;
        }
        int end = at + 4;
        for (int i = 0; i < 2 * (long) count; i++) {
            end = fieldEnd(in, i % 2 == 0 ? end + 4 : end);
            if (end < 0) {
                return end;
            }
            if (end - at > fieldBytesMax) {
                return WRONG;
            }
        }
        return end;
    }

    private int znodeEnd(ByteBuf in, int at) {
        int pathEnd = fieldEnd(in, at);
        if (pathEnd < 0 || isEnd(in, at, pathEnd)) {
            return pathEnd;
        }
        int dataEnd = fieldEnd(in, pathEnd);
        return dataEnd < 0 ? dataEnd : dataEnd + SnapshotFormat.ZNODE_FIXED_BYTES;
    }

    private static boolean isEnd(ByteBuf in, int at, int pathEnd) {
        return pathEnd - at == 5 && in.getByte(at + 4) == '/';
    }

    /** Only the signature may be here. Any other length is refused at once, without waiting for the rest. */
    private int signatureEnd(ByteBuf in, int at) throws BadSnapshot {
        int length = SnapshotStreamWriter.SIGNATURE.length();
        if (at + 4 <= in.writerIndex() && in.getInt(at) != length) {
            throw new BadSnapshot("snapshot stream: no signature at its end");
        }
        return at + 4 + length;
    }

    private int fieldEnd(ByteBuf in, int at) {
        if (at + 4 > in.writerIndex()) {
            return MISSING;
        }
        int length = in.getInt(at);
        if (length < -1 || length > fieldBytesMax) {
            return WRONG;
        }
        int end = at + 4 + Math.max(length, 0);
        return end > in.writerIndex() ? MISSING : end;
    }

    private void take(JuteReader in) throws BadSnapshot {
        switch (next) {
            case SESSION_COUNT -> {
                left = count(in.readInt());
                next = left == 0 ? Part.ACL_COUNT : Part.SESSION;
            }
            case SESSION -> {
                loader.session(in.readLong(), in.readInt());
                next = --left == 0 ? Part.ACL_COUNT : Part.SESSION;
            }
            case ACL_COUNT -> {
                left = count(in.readInt());
                next = left == 0 ? Part.ZNODE : Part.ACL;
            }
            case ACL -> {
                long id = in.readLong();
                List<Acl> acls = in.readAcls();
                loader.acl(id, acls);
                next = --left == 0 ? Part.ZNODE : Part.ACL;
            }
            case SIGNATURE -> takeSignature(in);
            case ZNODE, NOTHING -> throw new IllegalStateException("not one of these: " + next);
        }
    }

    private static int count(int count) throws BadSnapshot {
        if (count < 0) {
            throw new BadSnapshot("snapshot stream: a table of " + count + " entries");
        }
        return count;
    }

    /**
     * Decodes a znode without a reader object, from a copy in the heap, because there are millions of znodes.
     */
    private void takeZnode(ByteBuf in, int count) throws BadSnapshot {
        if (znode.length < count) {
            znode = new byte[Math.max(count, 2 * znode.length)];
        }
        in.getBytes(in.readerIndex(), znode, 0, count);
        int pathLength = (int) INT.get(znode, 0);
        if (pathLength == SnapshotFormat.END.length() && znode[4] == SnapshotFormat.END.charAt(0)) {
            next = Part.SIGNATURE;
            return;
        }
        if (pathLength < 0) {
            throw new BadSnapshot("snapshot stream: a znode without a path");
        }
        int dataLength = (int) INT.get(znode, 4 + pathLength);
        int data = 4 + pathLength + 4;
        int at = data + Math.max(dataLength, 0);
        loader.node(
                znode,
                4,
                pathLength,
                data,
                dataLength,
                (long) LONG.get(znode, at),
                (long) LONG.get(znode, at + 8),
                (long) LONG.get(znode, at + 16),
                (long) LONG.get(znode, at + 24),
                (long) LONG.get(znode, at + 32),
                (int) INT.get(znode, at + 40),
                (int) INT.get(znode, at + 44),
                (int) INT.get(znode, at + 48),
                (long) LONG.get(znode, at + 52),
                (long) LONG.get(znode, at + 60));
    }

    private void takeSignature(JuteReader in) throws BadSnapshot {
        String found = new String(in.readBuffer(), StandardCharsets.UTF_8);
        if (!found.equals(SnapshotStreamWriter.SIGNATURE)) {
            throw new BadSnapshot("snapshot stream: no signature at its end");
        }
        next = Part.NOTHING;
    }
}
