// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.member;

import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How far the history of each other member goes, as that member last said in an election. */
public final class ToldHistories {
    private final Map<Long, HistoryPosition> bySid = new TreeMap<>();

    /**
     * A voter sent its vote.
     *
     * @return whether the vote says something new about the sender's own history
     */
    boolean heard(long from, Notification vote) {
        if (vote.state() != PeerState.LOOKING) {
            return false;
        }
        boolean isAboutItself = vote.leader() == from || vote.leader() == Vote.NOBODY;
        // A voter votes for the newest history that it knows, including its own. If that one is empty, its
        // own is empty too.
        boolean isEmpty = vote.zxid() == 0 && vote.peerEpoch() == 0;
        if (isAboutItself && vote.zxid() == Vote.UNTOLD) {
            bySid.remove(from); // It does not trust its disk.
            return false;
        } else if (isAboutItself || isEmpty) {
            HistoryPosition told = new HistoryPosition(vote.peerEpoch(), vote.zxid());
            return !told.equals(bySid.put(from, told));
        }
        return false;
    }

    /** @return the history position that {@code sid} has told, if it has */
    public Optional<HistoryPosition> of(long sid) {
        return Optional.ofNullable(bySid.get(sid));
    }

    /** @return whether each of {@code sids} except {@code self} has told how far its history goes */
    public boolean areKnown(Collection<Long> sids, long self) {
        return sids.stream().allMatch(sid -> sid == self || bySid.containsKey(sid));
    }

    /**
     * @return whether each of {@code sids} except {@code self} has told a history that was never in an
     *     ensemble
     */
    boolean haveNoEpoch(Collection<Long> sids, long self) {
        return sids.stream()
                .allMatch(sid -> sid == self
                        || of(sid).map(theirs -> theirs.currentEpoch() == 0).orElse(false));
    }

    /** @return whether each of {@code sids} except {@code self} has told that it holds no txn */
    boolean areEmpty(Collection<Long> sids, long self) {
        return sids.stream()
                .allMatch(sid ->
                        sid == self || of(sid).map(HistoryPosition::isEmpty).orElse(false));
    }
}
