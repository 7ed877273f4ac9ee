// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.differential;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A request as it goes out.
 *
 * @param opcode its type, which says how its reply is read
 * @param frame its bytes, length first
 * @param zxidAt where in the frame a zxid stands that counts from the program's start; 0 for none
 * @param touches what it asks for, one entry per part of a multi
 * @param text for people
 */
public record Request(int opcode, byte[] frame, int zxidAt, List<Touch> touches, String text) {
    public static final int CREATE = 1;
    public static final int DELETE = 2;
    public static final int EXISTS = 3;
    public static final int GET_DATA = 4;
    public static final int SET_DATA = 5;
    public static final int GET_ACL = 6;
    public static final int SET_ACL = 7;
    public static final int GET_CHILDREN = 8;
    public static final int SYNC = 9;
    public static final int PING = 11;
    public static final int GET_CHILDREN2 = 12;
    public static final int CHECK = 13;
    public static final int MULTI = 14;
    public static final int CREATE2 = 15;
    public static final int RECONFIG = 16;
    public static final int CHECK_WATCHES = 17;
    public static final int REMOVE_WATCHES = 18;
    public static final int CREATE_CONTAINER = 19;
    public static final int DELETE_CONTAINER = 20;
    public static final int CREATE_TTL = 21;
    public static final int MULTI_READ = 22;
    public static final int AUTH = 100;
    public static final int SET_WATCHES = 101;
    public static final int SASL = 102;
    public static final int GET_EPHEMERALS = 103;
    public static final int GET_ALL_CHILDREN_NUMBER = 104;
    public static final int SET_WATCHES2 = 105;
    public static final int ADD_WATCH = 106;
    public static final int WHO_AM_I = 107;
    public static final int CREATE_SESSION = -10;
    public static final int CLOSE_SESSION = -11;

    /**
     * What one operation is about, as far as {@link KnownDifference} must know.
     *
     * @param inMulti whether it is a part
     * @param flags of a create
     * @param ttlMillis of a createTTL
     */
    public record Touch(int opcode, boolean inMulti, String path, int flags, long ttlMillis) {
        boolean isCreate() {
            return opcode == CREATE || opcode == CREATE2 || opcode == CREATE_CONTAINER || opcode == CREATE_TTL;
        }

        boolean changesData() {
            return isCreate() || opcode == SET_DATA || opcode == DELETE;
        }
    }

    /** The bytes for a server whose last zxid was {@code base} when the program began. */
    byte[] bytes(long base) {
        if (zxidAt == 0) {
            return frame;
        }
        ByteBuffer patched = ByteBuffer.wrap(frame.clone());
        patched.putLong(zxidAt, patched.getLong(zxidAt) + base);
        return patched.array();
    }

    /** True if the connection may end with it. */
    boolean mayEnd() {
        return opcode == CLOSE_SESSION || opcode == AUTH || opcode == SASL || isUnknown();
    }

    /** True for what clients may not send. */
    boolean isUnknown() {
        boolean special = opcode == CLOSE_SESSION || opcode >= AUTH && opcode <= WHO_AM_I;
        return !special && (opcode < CREATE || opcode > MULTI_READ || opcode == 10 || opcode == CHECK);
    }

    @Override
    public String toString() {
        return text;
    }
}
