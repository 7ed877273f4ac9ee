// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.member;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The end of the log, held in memory: every txn after {@link #floor}, without a hole. If a learner's log ends
 * within this part, the leader need not read its disk for it.
 */
public final class RecentProposals {
    private final int max;
    private final Deque<LoggedProposal> proposals = new ArrayDeque<>();
    private long floor;

    RecentProposals(long floor, int max) {
        this.floor = floor;
        this.max = max;
    }

    void add(LoggedProposal proposal) {
        proposals.addLast(proposal);
        if (proposals.size() > max) {
            floor = proposals.removeFirst().zxid();
        }
    }

    void cutAfter(long zxid) {
        while (!proposals.isEmpty() && proposals.peekLast().zxid() > zxid) {
            proposals.removeLast();
        }
        floor = Math.min(floor, zxid);
    }

    void restartAt(long zxid) {
        proposals.clear();
        floor = zxid;
    }

    /** @return the last zxid of the log before the part that is held here */
    public long floor() {
        return floor;
    }

    /** @return whether exactly this zxid is a txn held here, or the floor */
    public boolean holds(long zxid) {
        return zxid == floor || find(zxid) != null;
    }

    /** @return the txn with exactly this zxid, or null */
    public LoggedProposal find(long zxid) {
        LoggedProposal next = firstAfter(zxid - 1);
        return next != null && next.zxid() == zxid ? next : null;
    }

    /**
     * @return the first txn after {@code zxid}, or null; valid only if {@code zxid} is not below the floor
     */
    public LoggedProposal firstAfter(long zxid) {
        LoggedProposal first = null;
        // The search begins at the end, because {@code zxid} is usually close to it.
        for (Iterator<LoggedProposal> each = proposals.descendingIterator(); each.hasNext(); ) {
            LoggedProposal proposal = each.next();
            if (proposal.zxid() <= zxid) {
                break;
            }
            first = proposal;
        }
        return first;
    }

    /** @return every txn with {@code after < zxid <= upTo}, in order */
    public List<LoggedProposal> between(long after, long upTo) {
        List<LoggedProposal> found = new ArrayList<>();
        for (LoggedProposal proposal : proposals) {
            if (proposal.zxid() > after && proposal.zxid() <= upTo) {
                found.add(proposal);
            }
        }
        return found;
    }
}
