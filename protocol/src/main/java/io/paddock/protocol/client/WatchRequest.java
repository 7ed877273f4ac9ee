// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.client;

import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;

/**
 * addWatch, checkWatches, removeWatches.
 *
 * @param kind addWatch: 0 persistent, 1 recursive; the others: 1 children, 2 data, 3 any, 4 persistent, 5 recursive
 */
public record WatchRequest(String path, int kind) {
    public static WatchRequest read(JuteReader in) {
        return new WatchRequest(in.readString(), in.readInt());
    }

    public void write(JuteWriter out) {
        out.writeString(path).writeInt(kind);
    }
}
