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
 * Learners whose history cannot come from the ensemble that this leader leads. If disks lose nothing, such
 * learners do not exist, because the promises of any two quorums intersect. A leader that a quorum follows
 * goes on without such learners. Their history may replace the leader's only while the leader's history is
 * empty.
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

    /** NEWLEADER is sent to this learner, so its log may now hold txns of the leader's epoch. */
    void gives(long sid) {
        given.add(sid);
    }

    /**
     * A learner says hello to a leader that no quorum follows yet.
     *
     * @return the reason why the learner may not follow; empty if it may
     */
    Optional<String> refuses(Hello hello) {
        long sid = hello.info().sid();
        HistoryPosition theirs = member.told().of(sid).orElse(UNKNOWN);
        return theirs.isOfAnotherEnsembleThan(historyEpoch) ? Optional.of(conflict(sid, theirs)) : Optional.empty();
    }

    /**
     * A learner says hello to a leader that a quorum follows in {@code epoch}.
     *
     * @return whether the two histories exclude each other. If they do, the leader tells the learner the
     *     epoch and nothing else, so that the learner can report the conflict too
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
     * A voter has promised a higher epoch than the leader's. Only a higher epoch brings it back. The leader
     * may start an election for one, if the same history is elected again.
     *
     * @return the reason why the leader must not do so; empty if it may
     */
    Optional<String> refusesPromise(long sid) {
        return member.told().of(sid).isPresent()
                ? Optional.empty()
                : Optional.of("has promised a higher epoch, and has not told yet how far its history goes");
    }

    /**
     * A learner has told the last zxid of its log.
     *
     * @param established the epoch in which a quorum follows this leader, or -1
     * @return the reason why the learner may not follow; empty if it may
     */
    Optional<String> refuses(Follower follower, long epoch, long established) {
        long zxid = follower.promise().lastZxid();
        HistoryPosition theirs = member.told().of(follower.sid()).orElse(UNKNOWN);
        if (established >= 0 && theirs.conflictsWith(established)) {
            return Optional.of(conflict(follower.sid(), theirs));
        }
        boolean mayBeGivenByOthers = member.settings().observerMasters();
        // An epoch has one leader. If a log reaches into this leader's epoch but did not come from this
        // leader, it belongs to another ensemble.
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
     * Tells whether a voter holds txns while the whole ensemble holds none. Then that voter should lead.
     *
     * @param hasTxns whether this leader's history has any txn, committed or not
     */
    boolean givesWayTo(long sid, boolean hasTxns) {
        return !hasTxns
                && !member.settings().reconfigEnabled()
                && member.ensemble().mayLead(sid)
                && member.told().of(sid).map(theirs -> theirs.lastZxid() > 0).orElse(false)
                && member.givesWayTo(sid);
    }
}
