// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.client;

import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;

/**
 * The request of exists, getData, getChildren and getChildren2: a path, and whether to watch. The requests of
 * getACL, getAllChildrenNumber, getEphemerals and sync have only a path.
 */
public record PathRequest(String path, boolean watch) {
    /** Reads the form with the watch flag. */
    public static PathRequest readWatched(JuteReader in) {
        return new PathRequest(in.readString(), in.readBoolean());
    }

    /** Reads the form without the watch flag. */
    public static PathRequest read(JuteReader in) {
        return new PathRequest(in.readString(), false);
    }

    /** Writes the form with the watch flag. */
    public void writeWatched(JuteWriter out) {
        out.writeString(path).writeBoolean(watch);
    }

    /** Writes the form without the watch flag. */
    public void write(JuteWriter out) {
        out.writeString(path);
    }
}
