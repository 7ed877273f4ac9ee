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
 * Whether this member's history can be believed. One that may have forgotten something takes no part in deciding until a leader has given it
 * all anew; the doubt is written down before anything follows from it, so that a restart doesn't end it. On the core thread.
 */
final class HistoryTrust {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryTrust.class);

    private final PeerDisk disk;
    private History history;
    private long doubtedInEpoch = -1;
    private int beingWrittenDown;
    private BlankDisk blank;

    /** @param history what was found on the disk */
    HistoryTrust(PeerDisk disk, History history) {
        this.disk = disk;
        this.history = history;
        this.blank = new BlankDisk(history.isBlank());
    }

    /** @return what agreement may begin with */
    DiskState disk() {
        return history.disk();
    }

    /** @return how this member takes part: one that an operator has declared new does not ask others for the past */
    Settings settings(Settings configured, long wallMillis) {
        long waitMillis = history.isMeantToBeNew() ? 0 : configured.firstEpoch().waitMillis();
        return configured.with(
                waitMillis == 0 ? FirstEpoch.AT_ONCE : new FirstEpoch(waitMillis, FirstEpoch.at(wallMillis)));
    }

    /** @return whether this vote shows that there should be something on a disk on which there is nothing */
    boolean arisesFrom(Notification vote) {
        return blank.isDoubtedBy(vote);
    }

    /** Something has happened that may show what this member has. */
    void happened(Event event) {
        blank.happened(event);
    }

    /**
     * The others have been an ensemble before. Were this member part of it, it might vote for the loss of what it once promised to keep.
     *
     * @param rejoin run once that is written down
     */
    void lost(long from, Notification vote, Runnable rejoin) {
        String why = "member " + from + " is of epoch " + vote.peerEpoch() + ", and there is nothing on this disk";
        LOG.warn("This member may have lost its data, and rejoins without a vote until it has them: {}", why);
        history = history.doubted();
        blank.end();
        writeDown(why, rejoin);
    }

    /** The tree is not what the leader's is. @param zxid where that was found @param doubted told why, once that is written down */
    void differs(long zxid, Consumer<String> doubted) {
        long epoch = Zxid.epochOf(zxid);
        if (doubtedInEpoch == epoch) {
            return; // Once for each leader: it may be the leader who is wrong, as older servers sometimes are.
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

    /** This member is to have a say, and what it knows is not on its disk. @param doubted told why, once that is written down */
    void cannotVote(Consumer<String> doubted) {
        String why = "as an observer it did not write down what it learned";
        LOG.info("This member is an observer no more, and {}: it takes over the leader's state", why);
        disk.doubt(why, () -> doubted.accept(why));
    }

    /** What this member has is what the others have, too. */
    void end() {
        history = history.trusted();
        blank.end();
        if (beingWrittenDown == 0) { // Else it has been given anew what is in doubt already, and must not forget that.
            disk.trust();
        }
    }

    /** The disk was read anew. */
    void beginWith(History reread) {
        history = reread;
        blank = new BlankDisk(reread.isBlank());
    }
}
