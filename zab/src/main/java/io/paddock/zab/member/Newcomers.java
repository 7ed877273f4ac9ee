// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.member;

import io.paddock.protocol.Payload;
import io.paddock.protocol.jute.MalformedFrame;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.zab.ensemble.ListComparison;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Servers that this member's list lacks, but whose own list contains this list and themselves. Such a server
 * is about to become a member, or about to be removed: the operator edits the files and restarts one member
 * after the other. Until the last restart the lists differ. Such a server may follow here. Only this member's
 * list says who counts for a quorum.
 */
public final class Newcomers {
    /** At most this many servers are remembered. An operator adds one at a time. */
    private static final int MAX = 16;
    /** The longest list that is read. A list of {@link EnsembleConfig#MEMBERS_MAX} members is not longer. */
    private static final int TEXT_MAX = 128 * 1024;

    private final Map<Long, Told> bySid = new LinkedHashMap<>();

    private record Told(Payload text, boolean containsOurs) {}

    /**
     * A server that this member's list lacks sent its own list.
     *
     * @param text the list, or null if it sent none
     */
    public void told(long sid, Payload text, EnsembleConfig ours) {
        Told before = bySid.get(sid);
        if (before != null && before.text().equals(text)) {
            return;
        }
        bySid.remove(sid);
        if (text == null || text.length() > TEXT_MAX) {
            return;
        }
        if (bySid.size() >= MAX) {
            bySid.remove(bySid.keySet().iterator().next());
        }
        bySid.put(sid, new Told(text, containsOurs(sid, text, ours)));
    }

    private static boolean containsOurs(long sid, Payload text, EnsembleConfig ours) {
        try {
            EnsembleConfig theirs = EnsembleConfig.parse(text.text());
            return theirs.members().containsKey(sid) && ListComparison.contains(theirs, ours);
        } catch (MalformedFrame notAList) {
            return false;
        }
    }

    /** @return whether the last list of {@code sid} contains this member's list */
    public boolean has(long sid) {
        Told told = bySid.get(sid);
        return told != null && told.containsOurs();
    }
}
