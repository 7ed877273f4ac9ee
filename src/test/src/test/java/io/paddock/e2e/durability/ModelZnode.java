// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.durability;

import java.nio.ByteBuffer;

/**
 * A znode as a reader sees it. A zxid of 0 is one that the model does not know, and equals any.
 *
 * @param creates children ever created in it; the number of the next sequential one
 * @param owner session of an ephemeral, else 0
 */
record ModelZnode(String data, int version, int creates, int children, long owner, long czxid, long mzxid, long pzxid) {

    static ModelZnode created(String data, long owner, long zxid) {
        return new ModelZnode(data, 0, 0, 0, owner, zxid, zxid, zxid);
    }

    /** Reads data and stat as in a reply to getData. */
    static ModelZnode read(ByteBuffer in) {
        String data = Replies.string(in);
        long czxid = in.getLong();
        long mzxid = in.getLong();
        in.getLong();
        in.getLong();
        int version = in.getInt();
        int cversion = in.getInt();
        in.getInt();
        long owner = in.getLong();
        in.getInt();
        int children = in.getInt();
        long pzxid = in.getLong();
        // Clients see creates and deletes of children in one number.
        return new ModelZnode(data, version, (cversion + children) / 2, children, owner, czxid, mzxid, pzxid);
    }

    ModelZnode withData(String newData, long zxid) {
        return new ModelZnode(newData, version + 1, creates, children, owner, czxid, zxid, pzxid);
    }

    ModelZnode withChild(long zxid) {
        return new ModelZnode(data, version, creates + 1, children + 1, owner, czxid, mzxid, zxid);
    }

    ModelZnode withoutChild(long zxid) {
        return new ModelZnode(data, version, creates, children - 1, owner, czxid, mzxid, zxid);
    }

    boolean matches(ModelZnode other) {
        return data.equals(other.data)
                && version == other.version
                && creates == other.creates
                && children == other.children
                && owner == other.owner
                && matches(czxid, other.czxid)
                && matches(mzxid, other.mzxid)
                && matches(pzxid, other.pzxid);
    }

    private static boolean matches(long zxid, long other) {
        return zxid == 0 || other == 0 || zxid == other;
    }
}
