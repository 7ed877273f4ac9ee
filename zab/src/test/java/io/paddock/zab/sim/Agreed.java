// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.Reconfiguration;
import io.paddock.zab.member.LoggedProposal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the ensemble has told the world, and the promises that it must keep from then on. A violation is
 * reported under the name of its promise.
 */
final class Agreed {
    private final List<LoggedProposal> order = new ArrayList<>();
    private final List<Long> committedIn = new ArrayList<>();
    private final Map<Long, Long> leaders = new TreeMap<>();
    private final BitSet numbers = new BitSet();
    private EnsembleConfig config;
    private EnsembleConfig configBeforeLast;

    Agreed(EnsembleConfig config) {
        this.config = config;
        this.configBeforeLast = config;
    }

    /** The members of the ensemble after everything that is committed. */
    EnsembleConfig config() {
        return config;
    }

    /** The members before the last committed txn. A quorum of them must have that txn, too. */
    EnsembleConfig configBeforeLast() {
        return configBeforeLast;
    }

    int size() {
        return order.size();
    }

    LoggedProposal last() {
        return order.isEmpty() ? null : order.get(order.size() - 1);
    }

    /** Promise: one leader per epoch. */
    void leads(long epoch, long sid) {
        Long before = leaders.put(epoch, sid);
        Violation.unless(
                before == null || before == sid,
                "one leader per epoch: " + before + " and " + sid + " both lead epoch " + epoch);
    }

    /**
     * Promise: no acknowledged proposal is lost. A leader that is admitted has every txn that was committed
     * under the leaders before it. It need not have what a later leader has committed: then it is stale, was
     * admitted too late, and can commit nothing more.
     */
    void initialHistory(long sid, long epoch, List<LoggedProposal> log) {
        int needed = order.size();
        while (needed > 0 && committedIn.get(needed - 1) >= epoch) {
            needed--;
        }
        Violation.unless(
                log.size() >= needed,
                "no acknowledged proposal lost: leader " + sid + " of epoch " + epoch + " begins with " + log.size()
                        + " txns, " + needed + " are committed");
    }

    /**
     * Promise: one order. What a serving member has applied is what every other member has applied at the
     * same place.
     *
     * @param epoch the epoch in which the member serves
     * @param from the place in {@code log} up to which it was compared before
     */
    void applied(long sid, long epoch, List<LoggedProposal> log, int from, int upTo) {
        for (int i = from; i < upTo; i++) {
            LoggedProposal own = log.get(i);
            if (i == order.size()) {
                Violation.unless(
                        i == 0 || own.zxid() > order.get(i - 1).zxid(),
                        "zxids go up: member " + sid + " applies 0x" + Zxid.hex(own.zxid()));
                add(own, epoch);
            } else {
                LoggedProposal agreed = order.get(i);
                Violation.unless(
                        own.zxid() == agreed.zxid() && own.txn().equals(agreed.txn()),
                        "one order: member " + sid + " applies 0x" + Zxid.hex(own.zxid()) + " as txn " + i
                                + ", where 0x" + Zxid.hex(agreed.zxid()) + " is committed");
            }
        }
    }

    private void add(LoggedProposal txn, long epoch) {
        order.add(txn);
        committedIn.add(epoch);
        configBeforeLast = config;
        config = Reconfiguration.in(txn.txn()).orElse(config);
        if (txn.txn().length() == Long.BYTES) {
            int number = (int) ByteBuffer.wrap(txn.txn().bytes()).getLong();
            Violation.unless(!numbers.get(number), "once: request " + number + " is committed a second time");
            numbers.set(number);
        }
    }

    /** @return whether {@code log} begins with all that is committed */
    boolean isIn(List<LoggedProposal> log) {
        for (int i = 0; i < order.size(); i++) {
            if (i >= log.size() || log.get(i).zxid() != order.get(i).zxid()) {
                return false;
            }
        }
        return true;
    }

    /**
     * @return whether {@code log} holds the last committed txn at its place, among the first {@code durable}
     * records
     */
    boolean isHeldBy(List<LoggedProposal> log, int durable) {
        int at = order.size() - 1;
        return at < 0 || durable > at && log.get(at).zxid() == order.get(at).zxid();
    }
}
