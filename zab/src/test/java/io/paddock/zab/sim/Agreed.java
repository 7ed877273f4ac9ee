// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import io.paddock.protocol.Zxid;
import io.paddock.zab.member.Logged;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the ensemble has told the world, and the promises it must keep from then on. Each has the name it is reported under. */
final class Agreed {
    private final List<Logged> order = new ArrayList<>();
    private final Map<Long, Long> leaders = new TreeMap<>();

    int size() {
        return order.size();
    }

    Logged last() {
        return order.isEmpty() ? null : order.get(order.size() - 1);
    }

    /** One leader per epoch. */
    void leads(long epoch, long sid) {
        Long before = leaders.put(epoch, sid);
        Violation.unless(
                before == null || before == sid,
                "one leader per epoch: " + before + " and " + sid + " both lead epoch " + epoch);
    }

    /** No acknowledged proposal lost: whoever is let in to lead has all that was ever committed. */
    void initialHistory(long sid, List<Logged> log) {
        Violation.unless(
                log.size() >= order.size(),
                "no acknowledged proposal lost: leader " + sid + " begins with " + log.size() + " txns, " + order.size()
                        + " are committed");
    }

    /**
     * One order: what a serving member has applied is what every other one has, at the same place.
     *
     * @param from where {@code log} was compared up to before
     */
    void applied(long sid, List<Logged> log, int from, int upTo) {
        for (int i = from; i < upTo; i++) {
            Logged own = log.get(i);
            if (i == order.size()) {
                Violation.unless(
                        i == 0 || own.zxid() > order.get(i - 1).zxid(),
                        "zxids go up: member " + sid + " applies 0x" + Zxid.hex(own.zxid()));
                order.add(own);
            } else {
                Logged agreed = order.get(i);
                Violation.unless(
                        own.zxid() == agreed.zxid() && own.txn().equals(agreed.txn()),
                        "one order: member " + sid + " applies 0x" + Zxid.hex(own.zxid()) + " as txn " + i
                                + ", where 0x" + Zxid.hex(agreed.zxid()) + " is committed");
            }
        }
    }

    /** @return whether {@code log} holds the last committed txn at its place */
    boolean isHeldBy(List<Logged> log, int durable) {
        int at = order.size() - 1;
        return at < 0 || durable > at && log.get(at).zxid() == order.get(at).zxid();
    }
}
