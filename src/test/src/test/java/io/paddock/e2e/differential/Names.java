// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.differential;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What differs between two runs of one program, under names that do not: zxids count from the program's start, sessions are numbered,
 * and a time is only compared with the other times of the same txn.
 */
final class Names {
    private final long base;
    private final Map<Long, String> sessions = new HashMap<>();
    private final Map<Long, Long> timeOfTxn = new HashMap<>();
    private final Set<Long> sessionEnds = new HashSet<>();

    /** @param base the server's last zxid when the program began */
    Names(long base) {
        this.base = base;
    }

    /** A program's session has got an id. */
    void learnSession(long id, int number) {
        sessions.putIfAbsent(id, "session#" + number);
    }

    /** The txn with this zxid ended a session: in what order its ephemerals go is nobody's promise. */
    void learnSessionEnd(long zxid) {
        sessionEnds.add(zxid);
    }

    boolean isSessionEnd(long zxid) {
        return sessionEnds.contains(zxid);
    }

    String zxid(long zxid) {
        if (zxid <= 0) {
            return String.valueOf(zxid);
        }
        return zxid <= base ? "earlier" : "+" + (zxid - base);
    }

    String session(long id) {
        return id == 0 ? "0" : sessions.getOrDefault(id, "an unknown session");
    }

    /** A ctime with its czxid, or an mtime with its mzxid: all that one txn did was done at one time. */
    String time(long zxid, long millis) {
        if (zxid <= base) {
            return millis == 0 ? "0" : "t";
        }
        long known = timeOfTxn.computeIfAbsent(zxid, any -> millis);
        return known == millis ? "t" : "not that of its txn but " + (millis - known) + " ms later";
    }
}
