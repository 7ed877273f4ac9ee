// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.Payload;
import io.paddock.protocol.jute.MalformedFrame;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.zab.ensemble.ListComparison;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs which servers use other {@code server.N} lines than this member. Their operator is changing the
 * members without reconfig, or has made a mistake. One line a minute for each server, while its lines differ.
 * On the core thread.
 */
final class OtherLines {
    private static final Logger LOG = LoggerFactory.getLogger(OtherLines.class);

    /** The number of servers that are remembered. A server that is no member could use any id. */
    private static final int SERVERS_MAX = 16;

    private static final long AGAIN_AFTER_MILLIS = 60_000;

    private final Map<Long, Long> saidAtMillis = new LinkedHashMap<>();

    /**
     * A server has sent its lines with its vote.
     *
     * @param from the server
     * @param text its lines, or null if it sent none
     * @param own this member's configuration
     * @param nowMillis monotonic time
     */
    void told(long from, Payload text, EnsembleConfig own, long nowMillis) {
        news(from, text, own, nowMillis).ifPresent(LOG::warn);
    }

    /** @return the line to log, if there is one */
    Optional<String> news(long from, Payload text, EnsembleConfig own, long nowMillis) {
        Long said = saidAtMillis.get(from);
        boolean isNothingNew = text == null || said != null && nowMillis - said < AGAIN_AFTER_MILLIS;
        if (isNothingNew || text.equals(own.payload())) {
            return Optional.empty();
        }
        Optional<String> difference = difference(from, text, own);
        if (difference.isPresent()) {
            saidAtMillis.remove(from);
            if (saidAtMillis.size() >= SERVERS_MAX) {
                saidAtMillis.remove(saidAtMillis.keySet().iterator().next());
            }
            saidAtMillis.put(from, nowMillis);
        }
        return difference;
    }

    private static Optional<String> difference(long from, Payload text, EnsembleConfig own) {
        EnsembleConfig theirs;
        try {
            theirs = EnsembleConfig.parse(text.text());
        } catch (MalformedFrame notAList) {
            return Optional.empty();
        }
        if (theirs.members().keySet().equals(own.members().keySet()) && ListComparison.haveSameQuorums(theirs, own)) {
            return Optional.empty();
        }
        String lists = "server." + from + " goes by the members "
                + new TreeSet<>(theirs.members().keySet()) + ", this member by "
                + new TreeSet<>(own.members().keySet());
        return Optional.of(
                ListComparison.mayHaveDisjointQuorums(theirs, own)
                        ? lists
                                + ": these lists differ by more than one voter, so each could have a leader of its own. This"
                                + " member elects nobody while it hears that server." + from
                                + " follows a leader. Change one member at a time"
                        : lists + ": restart the one that has the old lines");
    }
}
