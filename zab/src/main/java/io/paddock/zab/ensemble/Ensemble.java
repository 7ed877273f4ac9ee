// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.ensemble;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.EnsembleMember;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/**
 * The configuration in force and, while another one has been proposed but not committed, that one too: then a decision needs a quorum of
 * both (ZooKeeper's dynamic reconfiguration, "joint quorum").
 */
public final class Ensemble {
    private final EnsembleConfig committed;
    private final EnsembleConfig lastSeen;
    private final QuorumRule rule;
    private final Set<Long> voters = new TreeSet<>();

    /** @param lastSeen the same as {@code committed}, or newer */
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

    /** @return whether a newer configuration waits to be committed */
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

    /** @return whether {@code sid} is listed in either configuration, as whatever */
    public boolean isMember(long sid) {
        return committed.members().containsKey(sid) || lastSeen.members().containsKey(sid);
    }

    /** Whether the set is a quorum of everything that has a say: of both configurations while one replaces the other. */
    public boolean isQuorum(LongPredicate isIn) {
        return rule.isQuorum(committed, isIn) && (!isChanging() || rule.isQuorum(lastSeen, isIn));
    }

    /** Whether the set is a joint quorum. */
    public boolean isQuorum(Collection<Long> sids) {
        return isQuorum(sids::contains);
    }

    /** Whether the set decides where all the others are away: as a joint quorum, or by an oracle's word. */
    public boolean isQuorumAlone(Collection<Long> sids) {
        return rule.isQuorumAlone(committed, sids::contains)
                && (!isChanging() || rule.isQuorumAlone(lastSeen, sids::contains));
    }

    /** Whether a leader is followed on its own word. */
    public boolean isToldToFollow() {
        return rule.isToldToFollow(committed);
    }

    /** Whether no quorum can do without all of these, of whichever configuration: what was committed, one of them holds. */
    public boolean isInEveryQuorum(Collection<Long> sids) {
        LongPredicate others = sid -> !sids.contains(sid);
        return !rule.isQuorum(committed, others) && (!isChanging() || !rule.isQuorum(lastSeen, others));
    }

    /**
     * Whether the set is a quorum for what was proposed with {@code zxid}: a configuration that was proposed later has no say in it. As soon
     * as a configuration is committed, it decides alone about everything behind it: nobody can lead any more without a quorum of it.
     */
    public boolean isQuorumFor(long zxid, Collection<Long> sids) {
        return zxid < lastSeen.version() ? rule.isQuorum(committed, sids::contains) : isQuorum(sids);
    }

    /**
     * Whether the set is a quorum of the configuration in force. Enough to believe in a leader that others follow: were a newer one in force
     * there, they would say so.
     */
    public boolean isQuorumOfCommitted(LongPredicate isIn) {
        return rule.isQuorum(committed, isIn);
    }

    /** Whether {@code sid} may become leader: servers of weight 0 are never voted for. */
    public boolean mayLead(long sid) {
        return Hierarchy.mayLead(committed, sid) || isChanging() && Hierarchy.mayLead(lastSeen, sid);
    }

    /** The same rule, other configurations. */
    public Ensemble with(EnsembleConfig newCommitted, EnsembleConfig newLastSeen) {
        return new Ensemble(newCommitted, newLastSeen, rule);
    }
}
