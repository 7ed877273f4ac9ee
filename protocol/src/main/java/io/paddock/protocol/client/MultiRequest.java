// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.client;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.jute.MalformedFrame;
import java.util.ArrayList;
import java.util.List;

/**
 * Several writes as one. Only the {@code done} flag of a header ends the list; the other fields of that
 * header are ignored. A create without an ACL also ends it. Nothing after it is read, and the whole multi is
 * refused ({@link #lacksAcl}).
 */
public record MultiRequest(List<MultiOp> ops) {
    /** Header of a part or of the end: type, done flag, error. */
    public static final int HEADER_BYTES = 9;

    /** @throws MalformedFrame for a part that a multi may not contain, or not in this form */
    public static MultiRequest read(JuteReader in) {
        List<MultiOp> ops = new ArrayList<>();
        while (true) {
            int type = in.readInt();
            boolean done = in.readBoolean();
            in.readInt();
            if (done) {
                return new MultiRequest(ops);
            }
            MultiOp op = readOp(OpCode.of(type), in);
            if (op.path() == null) {
                throw new MalformedFrame("null path in a multi");
            }
            ops.add(op);
            if (lacksAcl(op)) {
                return new MultiRequest(ops);
            }
        }
    }

    /**
     * @return whether a create in it has no ACL. Such a multi is refused and takes no zxid, unlike other
     *   unreadable multis
     */
    public boolean lacksAcl() {
        return !ops.isEmpty() && lacksAcl(ops.get(ops.size() - 1));
    }

    private static boolean lacksAcl(MultiOp op) {
        return op instanceof CreateRequest create && create.op() != OpCode.CREATE_TTL && create.acl() == null;
    }

    private static MultiOp readOp(OpCode op, JuteReader in) {
        if (op == null) {
            throw new MalformedFrame("unknown operation in a multi");
        }
        return switch (op) {
            case CREATE, CREATE2, CREATE_CONTAINER, CREATE_TTL -> regular(CreateRequest.read(op, in));
            case DELETE -> DeleteRequest.read(in);
            case SET_DATA -> SetDataRequest.read(in);
            case CHECK -> CheckRequest.read(in);
            default -> throw new MalformedFrame(op + " is not allowed in a multi");
        };
    }

    /**
     * Checks a create as ZooKeeper does when it reads a multi. ZooKeeper reads a createTTL with any flags and
     * any ACL.
     */
    private static CreateRequest regular(CreateRequest request) {
        int flags = request.flags();
        if (request.op() == OpCode.CREATE_TTL) {
            return request;
        }
        if (flags < 0 || flags > CreateRequest.FLAGS_TTL_SEQUENTIAL) {
            throw new MalformedFrame("create flags " + flags + " in a multi");
        }
        if (request.acl() == null) {
            return request;
        }
        if (flags == CreateRequest.FLAGS_TTL || flags == CreateRequest.FLAGS_TTL_SEQUENTIAL) {
            throw new MalformedFrame("create with a TTL flag but no TTL in a multi");
        }
        return flags == CreateRequest.FLAGS_CONTAINER ? request.as(OpCode.CREATE_CONTAINER) : request;
    }

    public void write(JuteWriter out) {
        for (MultiOp op : ops) {
            writeHeader(out, op.op().code(), false, -1);
            op.write(out);
        }
        writeEnd(out);
    }

    /** Writes the header before a part, or before a part's result. */
    public static void writeHeader(JuteWriter out, int type, boolean done, int err) {
        out.writeInt(type).writeBoolean(done).writeInt(err);
    }

    /** Writes the header that ends the list of a request or a response. */
    public static void writeEnd(JuteWriter out) {
        writeHeader(out, -1, true, -1);
    }
}
