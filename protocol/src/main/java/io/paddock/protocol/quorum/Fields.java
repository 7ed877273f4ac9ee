// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.quorum;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.Payload;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.jute.MalformedFrame;
import java.util.function.Consumer;

/** Converts between the data field of a packet and its fields. */
final class Fields {
    private Fields() {}

    /**
     * Returns a reader over the data of {@code packet}.
     *
     * @throws MalformedFrame when the packet has no data
     */
    static JuteReader of(QuorumPacket packet) {
        return new JuteReader(Unpooled.wrappedBuffer(required(packet).bytes()));
    }

    /**
     * Returns the data of {@code packet}.
     *
     * @throws MalformedFrame when it is null
     */
    static Payload required(QuorumPacket packet) {
        if (packet.data() == null) {
            throw new MalformedFrame(packet.kind() + " without data");
        }
        return packet.data();
    }

    /** Returns the unread bytes of {@code in}. */
    static Payload rest(JuteReader in) {
        return new Payload(in.readRest());
    }

    /** Returns the bytes that {@code fields} writes. */
    static Payload written(Consumer<JuteWriter> fields) {
        ByteBuf out = Unpooled.buffer(32);
        fields.accept(new JuteWriter(out));
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return new Payload(bytes);
    }
}
