// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.client;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.jute.MalformedFrame;
import java.util.ArrayList;
import java.util.List;

/** Several getData and getChildren requests, answered from one state of the tree. */
public record MultiReadRequest(List<Part> parts) {
    /** @param op {@link OpCode#GET_DATA} or {@link OpCode#GET_CHILDREN}; the watch flag has no effect here */
    public record Part(OpCode op, PathRequest request) {}

    /** @throws MalformedFrame for a part that a multiRead may not contain */
    public static MultiReadRequest read(JuteReader in) {
        List<Part> parts = new ArrayList<>();
        while (true) {
            OpCode op = OpCode.of(in.readInt());
            boolean done = in.readBoolean();
            in.readInt();
            if (done) {
                return new MultiReadRequest(parts);
            }
            if (op != OpCode.GET_DATA && op != OpCode.GET_CHILDREN) {
                throw new MalformedFrame(op + " is not allowed in a multiRead");
            }
            PathRequest request = PathRequest.readWatched(in);
            if (request.path() == null) {
                throw new MalformedFrame("null path in a multiRead");
            }
            parts.add(new Part(op, request));
        }
    }

    public void write(JuteWriter out) {
        for (Part part : parts) {
            MultiRequest.writeHeader(out, part.op().code(), false, -1);
            part.request().writeWatched(out);
        }
        MultiRequest.writeEnd(out);
    }
}
