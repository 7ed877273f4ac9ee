// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.durability;

import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Reply;
import io.paddock.e2e.harness.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the bodies of replies, and whole subtrees. */
final class Replies {
    static final int OK = 0;
    static final int NO_NODE = -101;
    private static final int RUNTIME_INCONSISTENCY = -2;

    private Replies() {}

    static String string(ByteBuffer in) {
        byte[] bytes = new byte[Math.max(0, in.getInt())];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The code a request failed with, 0 if it did not; of a multi that of the part to blame. */
    static int error(Op op, Reply reply) {
        if (reply.error() != OK || !(op instanceof Op.Multi multi)) {
            return reply.error();
        }
        ByteBuffer in = reply.body();
        for (int part = 0; part < multi.parts().size(); part++) {
            if (in.getInt() != -1) {
                return OK; // Results of parts done: none is an error then.
            }
            in.get();
            in.getInt();
            int error = in.getInt();
            if (error != OK && error != RUNTIME_INCONSISTENCY) {
                return error;
            }
        }
        throw new IllegalStateException("a multi failed and no part is to blame: " + reply);
    }

    /** The znode, or null if the server answered that it does not exist. */
    static ModelZnode znode(Wire wire, String path) {
        Reply reply = wire.call(Frame.read(1, Frame.GET_DATA, path, false));
        if (reply.error() == NO_NODE) {
            return null;
        }
        check(reply, path);
        return ModelZnode.read(reply.body());
    }

    /** The names of a znode's children. */
    static List<String> children(Wire wire, String path) {
        Reply reply = wire.call(Frame.read(2, Frame.GET_CHILDREN, path, false));
        check(reply, path);
        ByteBuffer in = reply.body();
        List<String> names = new ArrayList<>();
        int count = in.getInt();
        for (int i = 0; i < count; i++) {
            names.add(string(in));
        }
        return names;
    }

    private static void check(Reply reply, String path) {
        if (reply.error() != OK) {
            throw new IllegalStateException("reading " + path + " failed: " + reply);
        }
    }
}
