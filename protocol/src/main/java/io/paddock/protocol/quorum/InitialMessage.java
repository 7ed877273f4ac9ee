// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.quorum;

import io.netty.buffer.ByteBuf;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.jute.MalformedFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The first message on the election port, from the member that opened the connection. Send it in one write:
 * ZooKeeper closes the connection when the message arrives in pieces.
 *
 * @param sid the sender's server id, {@link #ANONYMOUS_OBSERVER} when it has no id
 * @param addresses the sender's election addresses: no address in the form of very old releases, one in
 *   version 1, several in version 2
 * @param version {@link #VERSION_1} or {@link #VERSION_2}; 0 for the form of very old releases, which is only
 *   the id
 */
public record InitialMessage(long version, long sid, List<HostPort> addresses) {
    public static final long VERSION_1 = -65536;
    /** Used only with multiAddress.enabled: ZooKeeper 3.5 refuses it. */
    public static final long VERSION_2 = -65535;

    public static final long ANONYMOUS_OBSERVER = Long.MAX_VALUE;
    public static final int ADDRESS_BYTES_MAX = 2048;

    private static final int HEAD_BYTES = 20;

    /**
     * Returns whether the readable bytes begin with a whole initial message. Reads nothing.
     *
     * @throws MalformedFrame when version or length is invalid
     */
    public static boolean isComplete(ByteBuf in) {
        if (in.readableBytes() < 8) {
            return false;
        }
        long version = in.getLong(in.readerIndex());
        if (version >= 0) {
            return true;
        }
        checkVersion(version);
        if (in.readableBytes() < HEAD_BYTES) {
            return false;
        }
        return in.readableBytes() >= HEAD_BYTES + checkLength(in.getInt(in.readerIndex() + 16));
    }

    public static InitialMessage read(JuteReader in) {
        long version = in.readLong();
        if (version >= 0) {
            return new InitialMessage(0, version, List.of());
        }
        checkVersion(version);
        long sid = in.readLong();
        int length = checkLength(in.peekInt(0));
        byte[] text = in.readBuffer();
        if (text.length != length) {
            throw new MalformedFrame("address text of " + text.length + " bytes where " + length + " were promised");
        }
        List<HostPort> addresses = new ArrayList<>();
        for (String address : new String(text, StandardCharsets.UTF_8).split("\\|", -1)) {
            addresses.add(HostPort.parse(address));
        }
        return new InitialMessage(version, sid, List.copyOf(addresses));
    }

    public void write(JuteWriter out) {
        if (version == 0) {
            out.writeLong(sid);
            return;
        }
        String text = addresses.stream().map(HostPort::toString).collect(Collectors.joining("|"));
        out.writeLong(version).writeLong(sid).writeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void checkVersion(long version) {
        if (version != VERSION_1 && version != VERSION_2) {
            throw new MalformedFrame("initial message of version " + version);
        }
    }

    private static int checkLength(int length) {
        if (length < 1 || length > ADDRESS_BYTES_MAX) {
            throw new MalformedFrame(
                    "address text of " + length + " bytes where 1 to " + ADDRESS_BYTES_MAX + " are allowed");
        }
        return length;
    }
}
