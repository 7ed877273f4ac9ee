// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.client;

import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import java.util.List;

/**
 * setWatches and setWatches2: the watches of a client that has reconnected. A null list is an error of the
 * client. The server finds it only when it comes to that list, so the lists before it stay in effect.
 *
 * @param relativeZxid the last zxid that the client saw: the server sends events for later changes at once
 * @param persistent empty for setWatches
 * @param recursive empty for setWatches
 */
public record SetWatchesRequest(
        long relativeZxid,
        List<String> data,
        List<String> exist,
        List<String> child,
        List<String> persistent,
        List<String> recursive) {
    /** Reads setWatches (101). */
    public static SetWatchesRequest read(JuteReader in) {
        return new SetWatchesRequest(
                in.readLong(), in.readStrings(), in.readStrings(), in.readStrings(), List.of(), List.of());
    }

    /** Reads setWatches2 (105). */
    public static SetWatchesRequest read2(JuteReader in) {
        return new SetWatchesRequest(
                in.readLong(),
                in.readStrings(),
                in.readStrings(),
                in.readStrings(),
                in.readStrings(),
                in.readStrings());
    }

    /** Writes setWatches (101). */
    public void write(JuteWriter out) {
        out.writeLong(relativeZxid).writeStrings(data).writeStrings(exist).writeStrings(child);
    }

    /** Writes setWatches2 (105). */
    public void write2(JuteWriter out) {
        write(out);
        out.writeStrings(persistent).writeStrings(recursive);
    }
}
