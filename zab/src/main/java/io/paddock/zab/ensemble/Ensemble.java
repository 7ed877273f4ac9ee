// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.ensemble;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.EnsembleMember;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/**
 * The configuration in force and, while another one is proposed but not committed, that one too. During that
 * time a decision needs a quorum of both (ZooKeeper's dynamic reconfiguration, "joint quorum").
 */
public final class Ensemble {
    private final EnsembleConfig committed;
    private final EnsembleConfig lastSeen;
    private final QuorumRule rule;
    private final Set<Long> voters = new TreeSet<>();

    /** @param lastSeen the same as {@code committed}, or a newer one */
    public Ensemble(EnsembleConfig committed, EnsembleConfig lastSeen, QuorumRule rule) {
        this.committed = committed;
        this.lastSeen = lastSeen;
        this.rule = rule;
        addVoters(committed);
        if (isChanging()) {
            addVoters(lastSeen);
        }
    }

    private void addVoters(EnsembleConfig config) {
        for (EnsembleMember member : config.members().values()) {
            if (!member.observer()) {
                voters.add(member.sid());
            }
        }
    }

    public EnsembleConfig committed() {
        return committed;
    }

    public EnsembleConfig lastSeen() {
        return lastSeen;
    }

    /** @return whether a newer configuration is proposed and not committed yet */
    public boolean isChanging() {
        return lastSeen.version() > committed.version();
    }

    /** @return the voters of either configuration, in the order of their ids */
    public Set<Long> voters() {
        return voters;
    }

    /** @return whether {@code sid} votes in either configuration */
    public boolean isVoter(long sid) {
        return voters.contains(sid);
    }

    /** @return whether {@code sid} is listed in either configuration, in any role */
    public boolean isMember(long sid) {
        return committed.members().containsKey(sid) || lastSeen.members().containsKey(sid);
    }

    /**
     * @return whether the set is a quorum of the configuration in force, and also of a proposed one if there
     *     is one
     */
    public boolean isQuorum(LongPredicate isIn) {
        return rule.isQuorum(committed, isIn) && (!isChanging() || rule.isQuorum(lastSeen, isIn));
    }

    /** @return whether these voters are a quorum in the sense of {@link #isQuorum(LongPredicate)} */
    public boolean isQuorum(Collection<Long> sids) {
        return isQuorum(sids::contains);
    }

    /**
     * @return whether the set may decide when all other voters are unreachable: as a joint quorum, or by an
     *     oracle's word
     */
    public boolean isQuorumAlone(Collection<Long> sids) {
        return rule.isQuorumAlone(committed, sids::contains)
                && (!isChanging() || rule.isQuorumAlone(lastSeen, sids::contains));
    }

    /** @return whether this member follows a leader that no other member confirms, by an oracle's word */
    public boolean isToldToFollow() {
        return rule.isToldToFollow(committed);
    }

    /**
     * @return whether every quorum of either configuration contains one of these voters. Then one of them
     *     holds whatever was committed
     */
    public boolean isInEveryQuorum(Collection<Long> sids) {
        LongPredicate others = sid -> !sids.contains(sid);
        return !rule.isQuorum(committed, others) && (!isChanging() || !rule.isQuorum(lastSeen, others));
    }

    /**
     * Tells whether the set is a quorum for the proposal with {@code zxid}. A configuration that was proposed
     * later does not count for it. As soon as a configuration is committed, it alone decides about everything
     * after it: no member can lead any more without a quorum of it.
     */
    public boolean isQuorumFor(long zxid, Collection<Long> sids) {
        return zxid < lastSeen.version() ? rule.isQuorum(committed, sids::contains) : isQuorum(sids);
    }

    /**
     * Tells whether the set is a quorum of the configuration in force. That is enough to believe in a leader
     * that others follow: if a newer configuration were in force there, they would say so.
     */
    public boolean isQuorumOfCommitted(LongPredicate isIn) {
        return rule.isQuorum(committed, isIn);
    }

    /** @return whether {@code sid} may become leader. Servers of weight 0 may not */
    public boolean mayLead(long sid) {
        return Hierarchy.mayLead(committed, sid) || isChanging() && Hierarchy.mayLead(lastSeen, sid);
    }

    /** @return an ensemble with the same quorum rule and other configurations */
    public Ensemble with(EnsembleConfig newCommitted, EnsembleConfig newLastSeen) {
        return new Ensemble(newCommitted, newLastSeen, rule);
    }
}
