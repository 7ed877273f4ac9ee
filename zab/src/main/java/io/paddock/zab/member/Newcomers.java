// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.member;

import io.paddock.protocol.Payload;
import io.paddock.protocol.jute.MalformedFrame;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.zab.ensemble.ListComparison;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Servers that our list does not have, and whose own list contains all of ours and themselves. That is a new member while an operator adds its
 * line, or a removed one while an operator takes its line out: one member is restarted after the other, and until the last one was, lists
 * differ. Such a server may follow here. Our list alone says who counts.
 */
public final class Newcomers {
    /** So many are remembered; an operator adds one at a time. */
    private static final int MAX = 16;
    /** A list of {@link EnsembleConfig#MEMBERS_MAX} members is not longer. */
    private static final int TEXT_MAX = 128 * 1024;

    private final Map<Long, Told> bySid = new LinkedHashMap<>();

    private record Told(Payload text, boolean containsOurs) {}

    /** A server that our list does not have told its own list. @param text null if it told none */
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

    /** @return whether the list that {@code sid} told last contains ours */
    public boolean has(long sid) {
        Told told = bySid.get(sid);
        return told != null && told.containsOurs();
    }
}
