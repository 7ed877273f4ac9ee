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
    /** Whom nobody votes for: the vote of those that have none. */
    public static final long NOBODY = Long.MIN_VALUE;

    /** The zxid and the epoch that a vote for nobody carries, unless the sender tells how far its own history goes. */
    public static final long UNTOLD = Long.MIN_VALUE;

    /** Fast leader election's order: the newest history first; between equal ones, the highest id. */
    public static final Comparator<Vote> BY_HISTORY = Comparator.comparingLong(Vote::peerEpoch)
            .thenComparingLong(Vote::zxid)
            .thenComparingLong(Vote::leader);

    /** The vote that a notification carries. */
    public static Vote of(Notification notification) {
        return new Vote(notification.leader(), notification.zxid(), notification.peerEpoch());
    }

    /** This vote as a notification. */
    public Notification notification(PeerState state, long round, Payload config) {
        return Notification.of(state, leader, zxid, round, peerEpoch, config);
    }
}
