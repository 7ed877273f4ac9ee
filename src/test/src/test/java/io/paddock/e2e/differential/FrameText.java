// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.differential;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Frames from a server in words, field by field, under {@link Names}. Two frames that differ in any compared bit read differently. */
final class FrameText {
    private static final int HEADER_BYTES = 20;
    private static final int EVENT_XID = -1;
    private static final int PART_ERROR = -1;

    private final Names names;
    private ByteBuffer in;
    private StringBuilder out;

    FrameText(Names names) {
        this.names = names;
    }

    static boolean isEvent(byte[] frame) {
        return frame.length >= HEADER_BYTES && ByteBuffer.wrap(frame).getInt(4) == EVENT_XID;
    }

    static long zxid(byte[] frame) {
        return ByteBuffer.wrap(frame).getLong(8);
    }

    static int error(byte[] frame) {
        return ByteBuffer.wrap(frame).getInt(16);
    }

    /** A watch event. */
    String event(byte[] frame) {
        return read(frame, () -> {
            header("event");
            int32("type").int32("state").string("path");
        });
    }

    /** The reply to a request of this type. */
    String reply(int opcode, byte[] frame) {
        return read(frame, () -> {
            header("reply");
            if (in.getInt(16) == 0) {
                body(opcode);
            } else if (opcode == Request.MULTI_READ) {
                in.position(in.limit()); // KnownDifference.BODY_OF_REFUSED_MULTI_READ
            }
        });
    }

    /** The server's half of the handshake. */
    String connected(byte[] frame) {
        return read(frame, () -> {
            out.append("connected");
            in.position(4);
            int32("protocol").int32("timeout");
            long id = in.getLong();
            out.append(" session=").append(names.session(id));
            byte[] password = bytes();
            out.append(" password=").append(isPasswordOf(id, password) ? "right" : Printable.bytes(password));
            if (in.hasRemaining()) {
                out.append(" readOnly=").append(in.get());
            }
        });
    }

    // What is left over is shown too: a frame must end where its record ends.
    private String read(byte[] frame, Runnable fields) {
        in = ByteBuffer.wrap(frame);
        out = new StringBuilder();
        try {
            fields.run();
        } catch (BufferUnderflowException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            out.append(" ends early");
        }
        if (in.hasRemaining()) {
            byte[] rest = new byte[in.remaining()];
            in.get(rest);
            out.append(" rest=").append(Printable.bytes(rest));
        }
        return out.toString();
    }

    private void header(String what) {
        in.position(4);
        out.append(what).append(" xid=").append(in.getInt());
        out.append(" zxid=").append(names.zxid(in.getLong()));
        out.append(" err=").append(in.getInt());
    }

    private void body(int opcode) {
        switch (opcode) {
            case Request.CREATE, Request.SYNC -> string("path");
            case Request.CREATE2, Request.CREATE_CONTAINER, Request.CREATE_TTL -> {
                string("path");
                stat();
            }
            case Request.EXISTS, Request.SET_DATA, Request.SET_ACL -> stat();
            case Request.GET_DATA, Request.RECONFIG -> {
                buffer("data");
                stat();
            }
            case Request.GET_ACL -> {
                acl();
                stat();
            }
            case Request.GET_CHILDREN, Request.GET_EPHEMERALS -> unorderedStrings();
            case Request.GET_CHILDREN2 -> {
                unorderedStrings();
                stat();
            }
            case Request.MULTI, Request.MULTI_READ -> parts();
            case Request.SASL -> buffer("token");
            case Request.GET_ALL_CHILDREN_NUMBER -> int32("total");
            case Request.ADD_WATCH -> int32("err");
            case Request.WHO_AM_I -> identities();
            default -> {
                // No body. If there is one it shows as the rest.
            }
        }
    }

    private void parts() {
        while (true) {
            int type = in.getInt();
            byte done = in.get();
            int err = in.getInt();
            out.append("\n    part type=")
                    .append(type)
                    .append(" done=")
                    .append(done)
                    .append(" err=")
                    .append(err);
            if (done != 0) {
                return;
            }
            if (type == PART_ERROR) {
                int32("error");
            } else {
                body(type);
            }
        }
    }

    private void stat() {
        long czxid = in.getLong();
        long mzxid = in.getLong();
        long ctime = in.getLong();
        long mtime = in.getLong();
        out.append(" czxid=").append(names.zxid(czxid));
        out.append(" mzxid=").append(names.zxid(mzxid));
        out.append(" ctime=").append(names.time(czxid, ctime));
        out.append(" mtime=").append(names.time(mzxid, mtime));
        int32("version").int32("cversion").int32("aversion");
        out.append(" owner=").append(names.session(in.getLong()));
        int32("length").int32("children");
        out.append(" pzxid=").append(names.zxid(in.getLong()));
    }

    private void acl() {
        int count = in.getInt();
        out.append(" acl=").append(count);
        String run = null;
        List<String> sameRun = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String kind = " perms=" + in.getInt() + " scheme=" + text(bytes());
            if (!kind.equals(run)) {
                flush(sameRun);
                run = kind;
            }
            sameRun.add(kind + " id=" + text(bytes()));
        }
        flush(sameRun);
    }

    // KnownDifference.ORDER_OF_AUTH_ENTRIES
    private void flush(List<String> entries) {
        entries.stream().sorted().forEach(out::append);
        entries.clear();
    }

    private void unorderedStrings() {
        int count = in.getInt();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(text(bytes()));
        }
        Collections.sort(values);
        out.append(" unordered ").append(count).append('=').append(values);
    }

    private void identities() {
        int count = in.getInt();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(text(bytes()) + ":" + text(bytes()));
        }
        Collections.sort(values);
        out.append(" unordered ").append(count).append('=').append(values);
    }

    private FrameText int32(String name) {
        out.append(' ').append(name).append('=').append(in.getInt());
        return this;
    }

    private FrameText string(String name) {
        out.append(' ').append(name).append('=').append(text(bytes()));
        return this;
    }

    private FrameText buffer(String name) {
        return string(name);
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "null" : '"' + Printable.bytes(bytes) + '"';
    }

    private byte[] bytes() {
        int length = in.getInt();
        if (length == -1) {
            return null;
        }
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    // A function of the id, the same in every server: 16 zero bytes for no session.
    private static boolean isPasswordOf(long id, byte[] password) {
        byte[] expected = new byte[16];
        if (id != 0) {
            new java.util.Random(id ^ 0xB3415C00L).nextBytes(expected);
        }
        return Arrays.equals(expected, password);
    }
}
