// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.quorum;

import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.jute.MalformedFrame;

/**
 * A member's vote, sent to another member over the election port.
 *
 * @param state the state of the sender
 * @param leader the server that the sender votes for or follows
 * @param zxid the last logged zxid of that candidate
 * @param round the sender's election round
 * @param peerEpoch the candidate's current epoch
 * @param version {@link #VERSION} since 3.5; 0 for the shorter forms
 * @param config the text of the sender's committed configuration, null in forms without one
 */
public record Notification(
        PeerState state, long leader, long zxid, long round, long peerEpoch, int version, Payload config) {
    public static final int VERSION = 2;
    /** The longest message that the election port accepts, in bytes after the length. */
    public static final int BYTES_MAX = 512 * 1024;

    private static final int BYTES_BEFORE_3_4 = 28;
    private static final int BYTES_SINCE_3_4_6 = 40;

    /** Returns a notification in the form that this release sends. */
    public static Notification of(PeerState state, long leader, long zxid, long round, long peerEpoch, Payload config) {
        return new Notification(state, leader, zxid, round, peerEpoch, VERSION, config);
    }

    /**
     * Reads one message, without its length. The number of bytes decides which form it is. Like ZooKeeper,
     * Paddock ignores the form of 3.4.0 to 3.4.5 (36 bytes).
     *
     * @throws MalformedFrame when the message must be skipped; the connection may stay open
     */
    public static Notification read(JuteReader in) {
        int bytes = in.remaining();
        PeerState state = state(in.readInt());
        long leader = in.readLong();
        long zxid = in.readLong();
        long round = in.readLong();
        if (bytes == BYTES_BEFORE_3_4) {
            return new Notification(state, leader, zxid, round, Zxid.epochOf(zxid), 0, null);
        }
        long peerEpoch = in.readLong();
        int version = in.readInt();
        if (bytes == BYTES_SINCE_3_4_6) {
            return new Notification(state, leader, zxid, round, peerEpoch, 0, null);
        }
        if (version <= 1) {
            return new Notification(state, leader, zxid, round, peerEpoch, version, null);
        }
        byte[] config = in.readBuffer();
        if (config == null) {
            throw new MalformedFrame("notification with a configuration of length -1");
        }
        return new Notification(state, leader, zxid, round, peerEpoch, version, new Payload(config));
    }

    /** Writes the form of 3.5 and later, without the length before it. */
    public void write(JuteWriter out) {
        out.writeInt(state.code()).writeLong(leader).writeLong(zxid).writeLong(round);
        out.writeLong(peerEpoch).writeInt(VERSION).writeBuffer(config == null ? new byte[0] : config.bytes());
    }

    private static PeerState state(int code) {
        PeerState state = PeerState.of(code);
        if (state == null) {
            throw new MalformedFrame("no member is in state " + code);
        }
        return state;
    }
}
