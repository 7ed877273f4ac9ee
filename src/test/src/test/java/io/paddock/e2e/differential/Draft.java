// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.differential;

import io.paddock.e2e.differential.Request.Touch;
import io.paddock.e2e.harness.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A request being written: its bytes, and the same in words. */
final class Draft {
    private static final int LONGEST_TEXT = 40;
    private static final int LENGTH_BYTES = 4;

    private final int opcode;
    private final Frame frame;
    private final StringBuilder text = new StringBuilder();
    private final List<Touch> touches = new ArrayList<>();
    private int zxidAt;

    Draft(int xid, int opcode) {
        this.opcode = opcode;
        this.frame = Frame.request(xid, opcode);
        text.append("xid ").append(xid).append(' ').append(OpName.of(opcode));
    }

    /** One entry of an ACL. */
    record Ace(int perms, String scheme, String id) {}

    Draft string(String name, String value) {
        say(name, value == null ? "null" : '"' + Printable.text(value) + '"');
        frame.buffer(utf8(value));
        return this;
    }

    Draft strings(String name, List<String> values) {
        say(
                name,
                String.valueOf(
                        values == null
                                ? null
                                : values.stream().map(Printable::text).toList()));
        if (values == null) {
            frame.i32(-1);
            return this;
        }
        frame.i32(values.size());
        values.forEach(value -> frame.buffer(utf8(value)));
        return this;
    }

    Draft buffer(String name, byte[] value) {
        String shown = value == null ? "null" : '"' + Printable.bytes(value) + '"';
        say(name, shown.length() > LONGEST_TEXT ? shown.substring(0, LONGEST_TEXT) + "... of " + value.length : shown);
        frame.buffer(value);
        return this;
    }

    Draft i32(String name, int value) {
        say(name, String.valueOf(value));
        frame.i32(value);
        return this;
    }

    Draft i64(String name, long value) {
        say(name, String.valueOf(value));
        frame.i64(value);
        return this;
    }

    Draft i8(String name, int value) {
        say(name, String.valueOf(value));
        frame.i8(value);
        return this;
    }

    /** A zxid that counts from the program's start. */
    Draft zxid(String name, long offset) {
        say(name, "+" + offset);
        zxidAt = frame.bytes().length;
        frame.i64(offset);
        return this;
    }

    Draft acl(List<Ace> acl) {
        if (acl == null) {
            say("acl", "null");
            frame.i32(-1);
            return this;
        }
        frame.i32(acl.size());
        StringBuilder entries = new StringBuilder();
        for (Ace ace : acl) {
            frame.i32(ace.perms).buffer(utf8(ace.scheme)).buffer(utf8(ace.id));
            entries.append(entries.length() == 0 ? "" : ", ")
                    .append(ace.perms)
                    .append(' ')
                    .append(Printable.text(ace.scheme))
                    .append(':')
                    .append(Printable.text(ace.id));
        }
        say("acl", "[" + entries + "]");
        return this;
    }

    /** The header of a part. */
    Draft part(int type, boolean done, int err) {
        text.append("\n           ").append(done ? "end" : "- " + OpName.of(type));
        frame.i32(type).i8(done ? 1 : 0).i32(err);
        return this;
    }

    Draft raw(byte[] bytes) {
        say("raw", Printable.bytes(bytes));
        frame.raw(bytes);
        return this;
    }

    Draft note(String words) {
        text.append(" (").append(words).append(')');
        return this;
    }

    Draft touch(Touch touch) {
        touches.add(touch);
        return this;
    }

    Request done() {
        return new Request(opcode, frame.bytes(), zxidAt, List.copyOf(touches), text.toString());
    }

    /** The request without its last bytes, its length telling the truth about what is left. */
    static Request cut(Request whole, int bytes) {
        byte[] shorter = Arrays.copyOf(whole.frame(), whole.frame().length - bytes);
        return withFrame(whole, relabelled(shorter), "cut by " + bytes);
    }

    /** The request with one byte replaced. */
    static Request bent(Request whole, int at, int value) {
        byte[] bent = whole.frame().clone();
        bent[at] = (byte) value;
        return withFrame(whole, bent, "byte " + at + " is " + (value & 0xff));
    }

    /** The request with bytes behind its body. */
    static Request padded(Request whole, int bytes) {
        return withFrame(
                whole, relabelled(Arrays.copyOf(whole.frame(), whole.frame().length + bytes)), bytes + " bytes more");
    }

    private static Request withFrame(Request whole, byte[] frame, String how) {
        int zxidAt = whole.zxidAt() + Long.BYTES <= frame.length ? whole.zxidAt() : 0;
        return new Request(whole.opcode(), frame, zxidAt, whole.touches(), whole.text() + " (" + how + ")");
    }

    private static byte[] relabelled(byte[] frame) {
        byte[] length = Frame.empty().i32(frame.length - LENGTH_BYTES).bytes();
        System.arraycopy(length, LENGTH_BYTES, frame, 0, LENGTH_BYTES);
        return frame;
    }

    private void say(String name, String value) {
        text.append(' ').append(name).append('=').append(value);
    }

    /** As UTF-8, but a lone surrogate as the three bytes that it would be if it were a character. */
    private static byte[] utf8(String value) {
        if (value == null) {
            return null;
        }
        Frame bytes = Frame.empty();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                bytes.raw(value.substring(i, i + 2).getBytes(StandardCharsets.UTF_8));
                i++;
            } else if (Character.isSurrogate(c)) {
                bytes.i8(0xe0 | c >> 12).i8(0x80 | c >> 6 & 0x3f).i8(0x80 | c & 0x3f);
            } else {
                bytes.raw(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        byte[] framed = bytes.bytes();
        return Arrays.copyOfRange(framed, LENGTH_BYTES, framed.length);
    }
}
