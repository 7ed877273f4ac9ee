// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.member;

import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How far the history of each other member goes, by that member's own last word in an election. */
public final class ToldHistories {
    private final Map<Long, HistoryPosition> bySid = new TreeMap<>();

    /** A voter told its vote. @return whether it has said something new about its own history */
    boolean heard(long from, Notification vote) {
        if (vote.state() != PeerState.LOOKING) {
            return false;
        }
        boolean isAboutItself = vote.leader() == from || vote.leader() == Vote.NOBODY;
        // A voter votes for the newest history that it knows of, its own included: if that is empty, so is its own.
        boolean isEmpty = vote.zxid() == 0 && vote.peerEpoch() == 0;
        if (isAboutItself && vote.zxid() == Vote.UNTOLD) {
            bySid.remove(from); // It cannot trust its disk.
            return false;
        } else if (isAboutItself || isEmpty) {
            HistoryPosition told = new HistoryPosition(vote.peerEpoch(), vote.zxid());
            return !told.equals(bySid.put(from, told));
        }
        return false;
    }

    /** @return what {@code sid} has said, if it has */
    public Optional<HistoryPosition> of(long sid) {
        return Optional.ofNullable(bySid.get(sid));
    }

    /** Whether each of {@code sids} but {@code self} has told how far its history goes. */
    public boolean areKnown(Collection<Long> sids, long self) {
        return sids.stream().allMatch(sid -> sid == self || bySid.containsKey(sid));
    }

    /** Whether each of {@code sids} but {@code self} has told a history that never was in an ensemble. */
    boolean haveNoEpoch(Collection<Long> sids, long self) {
        return sids.stream()
                .allMatch(sid -> sid == self
                        || of(sid).map(theirs -> theirs.currentEpoch() == 0).orElse(false));
    }

    /** Whether each of {@code sids} but {@code self} has said that it holds nothing. */
    boolean areEmpty(Collection<Long> sids, long self) {
        return sids.stream()
                .allMatch(sid ->
                        sid == self || of(sid).map(HistoryPosition::isEmpty).orElse(false));
    }
}
