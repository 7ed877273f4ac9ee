// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import io.paddock.protocol.quorum.LearnerMessage.AckEpoch;
import io.paddock.protocol.quorum.LearnerMessage.Hello;

/**
 * One connection of a learner, and how far the learner has come on it. Acks count only for their own
 * connection: after a new connection, the learner acks again what it holds.
 */
final class Follower {
    /** The stages of a connection, in their order. */
    enum Stage {
        /** The learner has said who it is. */
        GREETED,
        /** The leader has sent it the epoch. */
        ASKED,
        /** The learner has promised to follow no older epoch. */
        PROMISED,
        /** The leader is looking for the learner's last zxid in its log on disk. */
        LOCATING,
        /** The leader has sent the history and NEWLEADER. From here on the learner gets every proposal. */
        SYNCING,
        /** The learner holds the initial history. */
        SYNCED
    }

    private final long link;
    private final Hello hello;
    private Stage stage = Stage.GREETED;
    private AckEpoch promise;
    private boolean wasSentSnapshot;
    private long ackedUpTo = -1;
    private long heardMillis;
    private long proposedAtMillis = -1;
    private long proposedZxid;

    Follower(long link, Hello hello, long nowMillis) {
        this.link = link;
        this.hello = hello;
        this.heardMillis = nowMillis;
    }

    long link() {
        return link;
    }

    long sid() {
        return hello.info().sid();
    }

    boolean isObserver() {
        return hello.observer();
    }

    long acceptedEpoch() {
        return hello.acceptedEpoch();
    }

    Stage stage() {
        return stage;
    }

    void reach(Stage reached) {
        stage = reached;
    }

    AckEpoch promise() {
        return promise;
    }

    void promised(AckEpoch given) {
        promise = given;
        stage = Stage.PROMISED;
    }

    /** Notes that the leader has sent what brings the learner to the leader's history. */
    void isSent(boolean isSnapshot) {
        wasSentSnapshot = isSnapshot;
    }

    boolean wasSentSnapshot() {
        return wasSentSnapshot;
    }

    /** @return whether proposals and commits go to this learner */
    boolean isRegistered() {
        return stage.compareTo(Stage.SYNCING) >= 0;
    }

    long ackedUpTo() {
        return ackedUpTo;
    }

    void acked(long zxid) {
        ackedUpTo = Math.max(ackedUpTo, zxid); // A link may repeat an ack.
        if (zxid >= proposedZxid) {
            proposedAtMillis = -1;
        }
    }

    /** Starts to time the learner's ack, unless an ack of an older proposal is being timed. */
    void proposed(long zxid, long nowMillis) {
        if (proposedAtMillis < 0) {
            proposedAtMillis = nowMillis;
            proposedZxid = zxid;
        }
    }

    void heard(long nowMillis) {
        heardMillis = nowMillis;
    }

    long silentMillis(long nowMillis) {
        return nowMillis - heardMillis;
    }

    /** @return how long the oldest timed proposal has waited for its ack */
    long owingMillis(long nowMillis) {
        return proposedAtMillis < 0 ? 0 : nowMillis - proposedAtMillis;
    }
}
