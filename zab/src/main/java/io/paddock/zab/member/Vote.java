// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.member;

import io.paddock.protocol.Payload;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import java.util.Comparator;

/**
 * A candidate and how far its history goes.
 *
 * @param leader the candidate's server id
 * @param zxid its last logged zxid
 * @param peerEpoch its current epoch
 */
public record Vote(long leader, long zxid, long peerEpoch) {
    /** Stands for no candidate: the vote of a member that has no vote. */
    public static final long NOBODY = Long.MIN_VALUE;

    /** The zxid and the epoch in a vote for nobody, unless the sender tells how far its own history goes. */
    public static final long UNTOLD = Long.MIN_VALUE;

    /**
     * The order of fast leader election: the newest history comes first. Between equal histories the highest
     * id comes first.
     */
    public static final Comparator<Vote> BY_HISTORY = Comparator.comparingLong(Vote::peerEpoch)
            .thenComparingLong(Vote::zxid)
            .thenComparingLong(Vote::leader);

    /** @return the vote that a notification carries */
    public static Vote of(Notification notification) {
        return new Vote(notification.leader(), notification.zxid(), notification.peerEpoch());
    }

    /** @return this vote as a notification */
    public Notification notification(PeerState state, long round, Payload config) {
        return Notification.of(state, leader, zxid, round, peerEpoch, config);
    }
}
