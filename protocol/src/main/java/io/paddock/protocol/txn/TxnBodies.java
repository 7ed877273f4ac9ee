// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.txn;

import io.netty.buffer.Unpooled;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.jute.MalformedFrame;
import java.util.List;

/** Reads the body that belongs to a type, including the forms that older releases wrote. */
final class TxnBodies {
    private static final int MULTI_PART_BYTES_MIN = 8;

    private TxnBodies() {}

    static Txn read(OpCode type, JuteReader in) {
        return switch (type) {
            case CREATE -> readCreateOrV0(in);
            case CREATE2, CREATE_CONTAINER, CREATE_TTL, DELETE, DELETE_CONTAINER, SET_DATA, ERROR -> readPart(type, in);
            case SET_ACL -> new Txn.SetAcl(in.readString(), in.readAcls(), in.readInt());
            case RECONFIG -> new Txn.SetData(OpCode.RECONFIG, in.readString(), in.readBuffer(), in.readInt());
            case CREATE_SESSION -> new Txn.CreateSession(in.readInt());
            case CLOSE_SESSION -> readCloseSession(in);
            case MULTI -> readMulti(in);
            default -> throw new UnsupportedTxn(type.code());
        };
    }

    /** Reads a body that may also be in a multi. Returns null for any other type. */
    private static Txn readPart(OpCode type, JuteReader in) {
        return switch (type) {
            case CREATE, CREATE2 ->
                new Txn.Create(type, in.readString(), in.readBuffer(), in.readAcls(), in.readBoolean(), in.readInt());
            case CREATE_CONTAINER ->
                new Txn.CreateContainer(in.readString(), in.readBuffer(), in.readAcls(), in.readInt());
            case CREATE_TTL ->
                new Txn.CreateTtl(in.readString(), in.readBuffer(), in.readAcls(), in.readInt(), in.readLong());
            case DELETE, DELETE_CONTAINER -> new Txn.Delete(type, in.readString());
            case SET_DATA -> new Txn.SetData(type, in.readString(), in.readBuffer(), in.readInt());
            case CHECK -> new Txn.Check(in.readString(), in.readInt());
            case ERROR -> new Txn.Error(in.readInt());
            default -> null;
        };
    }

    /**
     * Reads a create. Releases up to 3.3 wrote no parentCVersion: their payload ends right after the
     * ephemeral flag.
     */
    private static Txn readCreateOrV0(JuteReader in) {
        String path = in.readString();
        byte[] data = in.readBuffer();
        List<Acl> acl = in.readAcls();
        boolean ephemeral = in.readBoolean();
        int parentCversion = in.remaining() >= 4 ? in.readInt() : Txn.PARENT_CVERSION_UNKNOWN;
        return new Txn.Create(OpCode.CREATE, path, data, acl, ephemeral, parentCversion);
    }

    /**
     * Reads a closeSession. After a record without a body, either nothing is left or just a digest: 12 bytes
     * that begin with the digest's version. The same 12 bytes would be a list of two strings only if both
     * were empty. No ephemeral has an empty path.
     */
    private static Txn readCloseSession(JuteReader in) {
        if (in.remaining() < 4) {
            return new Txn.CloseSession(null);
        }
        boolean digestOnly = in.remaining() == TxnDigest.BYTES
                && in.peekInt(0) == TxnDigest.VERSION
                && (in.peekInt(4) != 0 || in.peekInt(8) != 0);
        if (digestOnly) {
            return new Txn.CloseSession(null);
        }
        try {
            return new Txn.CloseSession(in.readStrings());
        } catch (MalformedFrame e) {
            in.skipRest(); // After an incomplete list there is no digest.
            return new Txn.CloseSession(null);
        }
    }

    private static Txn readMulti(JuteReader in) {
        List<Txn> parts = in.readVector(MULTI_PART_BYTES_MIN, TxnBodies::readMultiPart);
        return new Txn.Multi(parts == null ? List.of() : parts);
    }

    private static Txn readMultiPart(JuteReader in) {
        int rawType = in.readInt();
        byte[] body = in.readBuffer();
        if (body == null) {
            return new Txn.Unreadable(rawType, new byte[0]);
        }
        OpCode type = OpCode.of(rawType);
        try {
            Txn part = type == null ? null : readPart(type, new JuteReader(Unpooled.wrappedBuffer(body)));
            return part == null ? new Txn.Unreadable(rawType, body) : part;
        } catch (MalformedFrame e) {
            return new Txn.Unreadable(rawType, body);
        }
    }

    static void writeMulti(List<Txn> parts, JuteWriter out) {
        out.writeInt(parts.size());
        for (Txn part : parts) {
            out.writeInt(
                    part instanceof Txn.Unreadable unreadable
                            ? unreadable.rawType()
                            : part.type().code());
            int lengthAt = out.buffer().writerIndex();
            out.writeInt(0);
            part.write(out);
            out.buffer().setInt(lengthAt, out.buffer().writerIndex() - lengthAt - 4);
        }
    }
}
