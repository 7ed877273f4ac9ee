// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.harness;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A request being written by hand, field by field: what no client library would send can be sent with it. */
public final class Frame {
    public static final int CREATE = 1;
    public static final int DELETE = 2;
    public static final int EXISTS = 3;
    public static final int GET_DATA = 4;
    public static final int SET_DATA = 5;
    public static final int GET_CHILDREN = 8;
    public static final int PING = 11;
    public static final int MULTI = 14;
    public static final int AUTH = 100;
    public static final int SET_WATCHES = 101;
    public static final int CLOSE_SESSION = -11;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private Frame() {}

    /** A frame without a header. */
    public static Frame empty() {
        return new Frame();
    }

    /** A request with its header. */
    public static Frame request(int xid, int opcode) {
        return new Frame().i32(xid).i32(opcode);
    }

    /** Create with the open ACL. @param flags as on the wire: 0 persistent, 1 ephemeral, 2 sequential, 3 both */
    public static Frame create(int xid, String path, byte[] data, int flags) {
        return request(xid, CREATE).createBody(path, data, flags);
    }

    /** Delete whatever the version. */
    public static Frame delete(int xid, String path) {
        return request(xid, DELETE).string(path).i32(-1);
    }

    /** Set data whatever the version. */
    public static Frame setData(int xid, String path, byte[] data) {
        return request(xid, SET_DATA).string(path).buffer(data).i32(-1);
    }

    /** A read of one of the kinds that take a path and a watch flag. */
    public static Frame read(int xid, int opcode, String path, boolean watch) {
        return request(xid, opcode).string(path).i8(watch ? 1 : 0);
    }

    /** A ping. */
    public static Frame ping() {
        return request(-2, PING);
    }

    /** The polite end of a session. */
    public static Frame closeSession(int xid) {
        return request(xid, CLOSE_SESSION);
    }

    /** The fields of a create behind its header. */
    public Frame createBody(String path, byte[] data, int flags) {
        return string(path).buffer(data).i32(1).acl(31, "world", "anyone").i32(flags);
    }

    /** One entry of an ACL. */
    public Frame acl(int perms, String scheme, String id) {
        return i32(perms).string(scheme).string(id);
    }

    /** The header of one part of a multi. */
    public Frame part(int opcode) {
        return i32(opcode).i8(0).i32(-1);
    }

    /** The end of a multi. */
    public Frame lastPart() {
        return i32(-1).i8(1).i32(-1);
    }

    public Frame i8(int value) {
        body.write(value);
        return this;
    }

    public Frame i32(int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            body.write(value >>> shift);
        }
        return this;
    }

    public Frame i64(long value) {
        return i32((int) (value >>> 32)).i32((int) value);
    }

    /** Length and bytes; null as length -1. */
    public Frame buffer(byte[] value) {
        if (value == null) {
            return i32(-1);
        }
        return i32(value.length).raw(value);
    }

    public Frame string(String value) {
        return buffer(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    public Frame strings(List<String> values) {
        i32(values.size());
        values.forEach(this::string);
        return this;
    }

    /** Bytes without a length. */
    public Frame raw(byte[] bytes) {
        body.writeBytes(bytes);
        return this;
    }

    /** The bytes written until now, without a length, for example several frames in a row. */
    public byte[] content() {
        return body.toByteArray();
    }

    /** The frame, its length in front. */
    public byte[] bytes() {
        byte[] content = body.toByteArray();
        Frame framed = new Frame();
        return framed.i32(content.length).raw(content).body.toByteArray();
    }
}
