// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.client;

import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;

/**
 * Changes the ensemble's members.
 *
 * @param configVersion the version that the present configuration must have, or -1 for any
 */
public record ReconfigRequest(String joining, String leaving, String newMembers, long configVersion) {
    public static ReconfigRequest read(JuteReader in) {
        return new ReconfigRequest(in.readString(), in.readString(), in.readString(), in.readLong());
    }

    public void write(JuteWriter out) {
        out.writeString(joining).writeString(leaving).writeString(newMembers).writeLong(configVersion);
    }
}
