// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import io.paddock.protocol.quorum.LearnerMessage.AckEpoch;
import io.paddock.protocol.quorum.LearnerMessage.Hello;

/** One connection of a learner, and how far it has come. Its acks die with it: what a learner holds, it says anew when it comes again. */
final class Follower {
    /** In the order in which a connection goes through them. */
    enum Stage {
        /** It has said who it is. */
        GREETED,
        /** It has been told the epoch. */
        ASKED,
        /** It has promised to follow no older epoch. */
        PROMISED,
        /** We are looking for its last zxid on disk. */
        LOCATING,
        /** It has been sent the history and NEWLEADER; from here on it hears every proposal. */
        SYNCING,
        /** It holds the initial history. */
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

    /** What brings it to our history is on its way. */
    void isSent(boolean isSnapshot) {
        wasSentSnapshot = isSnapshot;
    }

    boolean wasSentSnapshot() {
        return wasSentSnapshot;
    }

    /** Whether proposals and commits go to it. */
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

    /** Starts timing its ack, unless an older one is being timed. */
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

    /** How long the oldest timed proposal has waited for its ack. */
    long owingMillis(long nowMillis) {
        return proposedAtMillis < 0 ? 0 : nowMillis - proposedAtMillis;
    }
}
