// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LearnerInfo;
import io.paddock.protocol.quorum.LearnerMessage.Hello;
import io.paddock.zab.door.Effect;
import io.paddock.zab.leader.Follower.Stage;
import io.paddock.zab.member.Member;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The connected learners, one connection each. */
final class Followers {
    private final Member member;
    private final SortedMap<Long, Follower> byLink = new TreeMap<>();
    private boolean hasLostOne;

    Followers(Member member) {
        this.member = member;
    }

    /** @return the learner that has said hello on this link, or null */
    Follower at(long link) {
        return byLink.get(link);
    }

    /** @return a copy of the list, so that a loop over it may close connections */
    List<Follower> all() {
        return new ArrayList<>(byLink.values());
    }

    /** @return the live collection, not a copy: for loops that run for every txn and close nothing */
    Collection<Follower> view() {
        return byLink.values();
    }

    // A learner has one connection. When a second one opens, the older one is dead, even if this leader has
    // not noticed. Several learners may connect without an id.
    Follower add(long link, Hello hello) {
        long sid = hello.info().sid();
        for (Follower older : all()) {
            if (sid != LearnerInfo.ANONYMOUS && older.sid() == sid) {
                close(older.link(), "has come again on link " + link);
            }
        }
        Follower follower = new Follower(link, hello, member.nowMillis());
        byLink.put(link, follower);
        return follower;
    }

    void remove(long link) {
        hasLostOne |= byLink.remove(link) != null;
    }

    void close(long link, String why) {
        remove(link);
        member.emit(new Effect.CloseLearner(link, why));
    }

    /** @return whether a connection has ended since the last call of this method, whichever side ended it */
    boolean takeHasLostOne() {
        boolean taken = hasLostOne;
        hasLostOne = false;
        return taken;
    }

    void closeAll(String why) {
        all().forEach(each -> close(each.link(), why));
    }

    void send(Follower follower, LeaderMessage message) {
        member.emit(new Effect.ToLearner(follower.link(), message));
    }

    /**
     * The ids of the connected followers and of this member. The caller first closes connections that have
     * been silent for too long.
     */
    Set<Long> alive() {
        Set<Long> alive = new TreeSet<>();
        alive.add(member.sid());
        byLink.values().stream().filter(each -> !each.isObserver()).forEach(each -> alive.add(each.sid()));
        return alive;
    }

    /**
     * @return the number of learners that are being sent a snapshot, or a part of the log, and have not acked
     *     it yet
     */
    long beingSent(boolean isSnapshot) {
        return byLink.values().stream()
                .filter(each -> each.stage() == Stage.SYNCING && each.wasSentSnapshot() == isSnapshot)
                .count();
    }

    /** @return the ids of the followers that ack proposals, and of this member */
    Set<Long> acking() {
        Set<Long> acking = new TreeSet<>();
        acking.add(member.sid());
        byLink.values().stream()
                .filter(each -> each.stage() == Stage.SYNCED && !each.isObserver())
                // It has been made an observer, and reconnects as one once it has learned that.
                .filter(each -> !member.ensemble().committed().isObserver(each.sid()))
                .forEach(each -> acking.add(each.sid()));
        return acking;
    }

    /**
     * @return the synchronised voter whose log reaches furthest, or null. Of several, the one that an
     *     election would choose
     */
    Follower furthest() {
        return byLink.values().stream()
                .filter(each -> each.stage() == Stage.SYNCED && !each.isObserver())
                .filter(each -> member.ensemble().isVoter(each.sid())
                        && member.ensemble().mayLead(each.sid()))
                .max(Comparator.comparingLong(Follower::ackedUpTo).thenComparingLong(Follower::sid))
                .orElse(null);
    }

    /** @return the numbers of learners that an operator wants to see */
    LeaderFigures figures(int pendingSyncs) {
        int voters = 0;
        int nonVoters = 0;
        int observers = 0;
        for (Follower each : byLink.values()) {
            if (each.stage() == Stage.SYNCED) {
                voters += !each.isObserver() && member.ensemble().isVoter(each.sid()) ? 1 : 0;
                nonVoters += !each.isObserver() && !member.ensemble().isVoter(each.sid()) ? 1 : 0;
                observers += each.isObserver() ? 1 : 0;
            }
        }
        return new LeaderFigures(byLink.size(), voters, nonVoters, observers, pendingSyncs);
    }

    void closeTheSilent() {
        long now = member.nowMillis();
        for (Follower each : all()) {
            boolean isSynced = each.stage() == Stage.SYNCED;
            long patience = isSynced
                    ? member.settings().syncLimitMillis()
                    : member.settings().initLimitMillis();
            if (each.silentMillis(now) > patience) {
                close(each.link(), "silent for " + each.silentMillis(now) + " ms");
            } else if (isSynced && each.owingMillis(now) > patience) {
                close(each.link(), "has not acked a proposal for " + each.owingMillis(now) + " ms");
            }
        }
    }

    void ping(long lastProposed) {
        LeaderMessage.Ping ping = new LeaderMessage.Ping(lastProposed);
        byLink.values().stream().filter(Follower::isRegistered).forEach(each -> send(each, ping));
    }
}
