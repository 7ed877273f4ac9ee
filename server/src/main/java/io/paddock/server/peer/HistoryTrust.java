// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.Notification;
import io.paddock.zab.door.Event;
import io.paddock.zab.door.FirstEpoch;
import io.paddock.zab.door.Settings;
import io.paddock.zab.member.BlankDisk;
import io.paddock.zab.member.DiskState;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this member's history is complete. A member that may have lost txns does not vote until a leader
 * has sent it everything again. Such a doubt is written to disk before it has any effect, so that a restart
 * does not end it. On the core thread.
 */
final class HistoryTrust {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryTrust.class);

    private final PeerDisk disk;
    private History history;
    private long doubtedInEpoch = -1;
    private int beingWrittenDown;
    private BlankDisk blank;

    /**
     * Begins with a history.
     *
     * @param disk keeps the doubt
     * @param history what was found on the disk
     */
    HistoryTrust(PeerDisk disk, History history) {
        this.disk = disk;
        this.history = history;
        this.blank = new BlankDisk(history.isBlank());
    }

    /** @return what agreement begins with */
    DiskState disk() {
        return history.disk();
    }

    /**
     * @return how this member takes part: a member that an operator has declared new does not wait for the
     *     others' history
     */
    Settings settings(Settings configured, long wallMillis) {
        long waitMillis = history.isMeantToBeNew() ? 0 : configured.firstEpoch().waitMillis();
        return configured.with(
                waitMillis == 0 ? FirstEpoch.AT_ONCE : new FirstEpoch(waitMillis, FirstEpoch.at(wallMillis)));
    }

    /** @return whether this vote shows that this member's disk should not be empty */
    boolean arisesFrom(Notification vote) {
        return blank.isDoubtedBy(vote);
    }

    /** Notes an event, which may show what this member has. */
    void happened(Event event) {
        blank.happened(event);
    }

    /**
     * The others have been an ensemble before. If this member voted with an empty disk, it could help to lose
     * txns that it once acknowledged.
     *
     * @param from the member that has sent the vote
     * @param vote the vote that shows it
     * @param rejoin run after the doubt is written down
     */
    void lost(long from, Notification vote, Runnable rejoin) {
        String why = "member " + from + " is of epoch " + vote.peerEpoch() + ", and there is nothing on this disk";
        LOG.warn("This member may have lost its data, and rejoins without a vote until it has them: {}", why);
        history = history.doubted();
        blank.end();
        writeDown(why, rejoin);
    }

    /**
     * This member's tree differs from the leader's.
     *
     * @param zxid where the difference was found
     * @param doubted called with the reason after it is written down
     */
    void differs(long zxid, Consumer<String> doubted) {
        long epoch = Zxid.epochOf(zxid);
        if (doubtedInEpoch == epoch) {
            return; // Warn once for each leader: the leader may be wrong, as older servers sometimes are.
        }
        doubtedInEpoch = epoch;
        String why = "the digest at 0x" + Zxid.hex(zxid) + " is not the leader's";
        LOG.error("This member's tree differs from the others': {}. It is replaced by the leader's", why);
        writeDown(why, () -> doubted.accept(why));
    }

    private void writeDown(String why, Runnable then) {
        beingWrittenDown++;
        disk.doubt(why, () -> {
            beingWrittenDown--;
            then.run();
        });
    }

    /**
     * This member becomes a voter, but its disk does not hold all that it knows.
     *
     * @param doubted called with the reason after it is written down
     */
    void cannotVote(Consumer<String> doubted) {
        String why = "as an observer it did not write down what it learned";
        LOG.info("This member is an observer no more, and {}: it takes over the leader's state", why);
        disk.doubt(why, () -> doubted.accept(why));
    }

    /** This member's history is now the leader's. */
    void end() {
        history = history.trusted();
        blank.end();
        if (beingWrittenDown == 0) { // Otherwise a newer doubt is being written down and must stay.
            disk.trust();
        }
    }

    /** The disk has been read again. */
    void beginWith(History reread) {
        history = reread;
        blank = new BlankDisk(reread.isBlank());
    }
}
