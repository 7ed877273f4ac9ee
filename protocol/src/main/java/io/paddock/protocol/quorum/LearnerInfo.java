// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.quorum;

import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;

/**
 * Who a learner is.
 *
 * @param sid its server id, {@link #ANONYMOUS} when it gave none
 * @param protocolVersion {@link #PROTOCOL_VERSION} for every release since 3.4
 * @param configVersion the version of its committed configuration
 */
public record LearnerInfo(long sid, int protocolVersion, long configVersion) {
    /** What LEADERINFO and LearnerInfo carry. */
    public static final int PROTOCOL_VERSION = 0x10000;
    /** The learner left its id to the leader. */
    public static final long ANONYMOUS = -1;

    /** Takes the short forms of older releases too: nothing, the id alone, id and protocol version. */
    public static LearnerInfo read(JuteReader in) {
        long sid = in.remaining() == 0 ? ANONYMOUS : in.readLong();
        int protocolVersion = in.remaining() == 0 ? 0 : in.readInt();
        return new LearnerInfo(sid, protocolVersion, in.remaining() == 0 ? 0 : in.readLong());
    }

    public void write(JuteWriter out) {
        out.writeLong(sid).writeInt(protocolVersion).writeLong(configVersion);
    }
}
