// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.quorum;

import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;

/** A session whose client sent something to a learner since that learner's last PING. */
public record TouchedSession(long sessionId, int timeoutMillis) {
    public static TouchedSession read(JuteReader in) {
        return new TouchedSession(in.readLong(), in.readInt());
    }

    public void write(JuteWriter out) {
        out.writeLong(sessionId).writeInt(timeoutMillis);
    }
}
