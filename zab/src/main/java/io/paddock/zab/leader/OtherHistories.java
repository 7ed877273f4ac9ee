// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.LearnerMessage.Hello;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Effect.ReportConflict.Part;
import io.paddock.zab.member.HistoryPosition;
import io.paddock.zab.member.Member;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Learners whose history cannot have come from the ensemble that this leader leads. With disks that lose nothing there are none: the promises of
 * quorums intersect. A leader that a quorum follows goes on without them. What they hold may only replace its history while that is empty.
 */
final class OtherHistories {
    private static final HistoryPosition UNKNOWN = new HistoryPosition(-1, -1);

    private final Member member;
    private final long historyEpoch;
    private final Set<Long> given = new HashSet<>();

    /** @param historyEpoch the epoch of the history that the leader begins with */
    OtherHistories(Member member, long historyEpoch) {
        this.member = member;
        this.historyEpoch = historyEpoch;
    }

    /** NEWLEADER is sent to this learner, so its log may go into our epoch. */
    void gives(long sid) {
        given.add(sid);
    }

    /**
     * A learner says hello to a leader that no quorum follows yet.
     *
     * @return why it may not follow, if it may not
     */
    Optional<String> refuses(Hello hello) {
        long sid = hello.info().sid();
        HistoryPosition theirs = member.told().of(sid).orElse(UNKNOWN);
        return theirs.isOfAnotherEnsembleThan(historyEpoch) ? Optional.of(conflict(sid, theirs)) : Optional.empty();
    }

    /**
     * A learner says hello to a leader that a quorum follows in {@code epoch}.
     *
     * @return whether their histories exclude each other. Then the learner is told the epoch, so that it can say so too, and nothing else
     */
    boolean excludes(Follower follower, long epoch) {
        HistoryPosition theirs = member.told().of(follower.sid()).orElse(UNKNOWN);
        boolean isExcluded = theirs.conflictsWith(epoch);
        if (isExcluded) {
            conflict(follower.sid(), theirs);
        }
        return isExcluded;
    }

    /**
     * A voter has promised a higher epoch than ours. Only a higher epoch brings it back: a leader may ask for one, if the same history is elected
     * again.
     *
     * @return why it must not ask for one, if it must not
     */
    Optional<String> refusesPromise(long sid) {
        return member.told().of(sid).isPresent()
                ? Optional.empty()
                : Optional.of("has promised a higher epoch, and has not told yet how far its history goes");
    }

    /**
     * A learner has told where its log ends.
     *
     * @param established the epoch that a quorum follows us in, or -1
     * @return why it may not follow, if it may not
     */
    Optional<String> refuses(Follower follower, long epoch, long established) {
        long zxid = follower.promise().lastZxid();
        HistoryPosition theirs = member.told().of(follower.sid()).orElse(UNKNOWN);
        if (established >= 0 && theirs.conflictsWith(established)) {
            return Optional.of(conflict(follower.sid(), theirs));
        }
        boolean mayBeGivenByOthers = member.settings().observerMasters();
        // One epoch has one leader. A log that goes into ours and is not from us is of another ensemble.
        boolean isNotOurs = established >= 0
                && !mayBeGivenByOthers
                && Zxid.epochOf(zxid) == epoch
                && Zxid.counterOf(zxid) != 0
                && !given.contains(follower.sid());
        return isNotOurs ? Optional.of(conflict(follower.sid(), new HistoryPosition(epoch, zxid))) : Optional.empty();
    }

    private String conflict(long sid, HistoryPosition theirs) {
        member.emit(new Effect.ReportConflict(Part.LEADS, sid, theirs.currentEpoch(), theirs.lastZxid()));
        return "holds a history of epoch " + theirs.currentEpoch() + " up to 0x" + Zxid.hex(theirs.lastZxid())
                + ", which is in conflict with ours";
    }

    /**
     * Whether a voter holds something where the whole ensemble holds nothing: then that voter is to lead.
     *
     * @param hasTxns whether there is any txn in our history, committed or not
     */
    boolean givesWayTo(long sid, boolean hasTxns) {
        return !hasTxns
                && !member.settings().reconfigEnabled()
                && member.ensemble().mayLead(sid)
                && member.told().of(sid).map(theirs -> theirs.lastZxid() > 0).orElse(false)
                && member.givesWayTo(sid);
    }
}
