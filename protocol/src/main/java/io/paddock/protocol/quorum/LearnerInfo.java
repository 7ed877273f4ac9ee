// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.quorum;

import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;

/**
 * The identity of a learner.
 *
 * @param sid its server id, {@link #ANONYMOUS} when it gave no id
 * @param protocolVersion {@link #PROTOCOL_VERSION} for every release since 3.4
 * @param configVersion the version of its committed configuration
 */
public record LearnerInfo(long sid, int protocolVersion, long configVersion) {
    /** The protocol version in LEADERINFO and LearnerInfo. */
    public static final int PROTOCOL_VERSION = 0x10000;
    /** The learner lets the leader choose its id. */
    public static final long ANONYMOUS = -1;

    /**
     * Reads this. It accepts the short forms of older releases too: nothing, the id alone, id and protocol
     * version.
     */
    public static LearnerInfo read(JuteReader in) {
        long sid = in.remaining() == 0 ? ANONYMOUS : in.readLong();
        int protocolVersion = in.remaining() == 0 ? 0 : in.readInt();
        return new LearnerInfo(sid, protocolVersion, in.remaining() == 0 ? 0 : in.readLong());
    }

    public void write(JuteWriter out) {
        out.writeLong(sid).writeInt(protocolVersion).writeLong(configVersion);
    }
}
