// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.ensemble;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.EnsembleMember;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares two lists of members that operators wrote by hand, where no version says which one is newer. */
public final class ListComparison {
    private ListComparison() {}

    /** Whether both lists have the same voters, groups and weights: then the same sets of voters are quorums. */
    public static boolean haveSameQuorums(EnsembleConfig one, EnsembleConfig other) {
        return voters(one).equals(voters(other))
                && one.groups().equals(other.groups())
                && one.weights().equals(other.weights());
    }

    /**
     * Whether a quorum of one list and a quorum of the other may have no voter in common: then both can have a leader at the same time. That
     * is so where an operator has changed more than one voter in one go. Groups and weights are taken for such a change unless they are the same.
     */
    public static boolean mayHaveDisjointQuorums(EnsembleConfig one, EnsembleConfig other) {
        if (one.isHierarchical() || other.isHierarchical()) {
            return !haveSameQuorums(one, other);
        }
        Set<Long> ofOne = voters(one);
        Set<Long> ofOther = voters(other);
        long common = ofOne.stream().filter(ofOther::contains).count();
        long oneNeeds = ofOne.size() / 2 + 1 - (ofOne.size() - common);
        long otherNeeds = ofOther.size() / 2 + 1 - (ofOther.size() - common);
        return Math.max(0, oneNeeds) + Math.max(0, otherNeeds) <= common;
    }

    private static Set<Long> voters(EnsembleConfig config) {
        return config.members().values().stream()
                .filter(each -> !each.observer())
                .map(EnsembleMember::sid)
                .collect(Collectors.toSet());
    }

    /**
     * Whether {@code larger} has each member of {@code smaller}, in the same role, and none of them certainly at another address. A list of
     * another ensemble that uses the same ids does not pass.
     */
    public static boolean contains(EnsembleConfig larger, EnsembleConfig smaller) {
        return smaller.members().values().stream().allMatch(member -> {
            EnsembleMember same = larger.members().get(member.sid());
            return same != null && same.observer() == member.observer() && !same.isElsewhere(member);
        });
    }
}
