// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.ensemble;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.EnsembleMember;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares two lists of members that operators wrote by hand. No version shows which list is newer. */
public final class ListComparison {
    private ListComparison() {}

    /**
     * Tells whether both lists have the same voters, groups and weights. Then the same sets of voters are
     * quorums.
     */
    public static boolean haveSameQuorums(EnsembleConfig one, EnsembleConfig other) {
        return voters(one).equals(voters(other))
                && one.groups().equals(other.groups())
                && one.weights().equals(other.weights());
    }

    /**
     * Tells whether a quorum of one list and a quorum of the other may have no voter in common. Then both
     * lists can have a leader at the same time. This happens if an operator changes more than one voter at
     * once. If groups or weights differ, the answer is always yes.
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
     * Tells whether {@code larger} has each member of {@code smaller}, in the same role, and none of them
     * certainly at another address. So a list of another ensemble that uses the same ids is rejected.
     */
    public static boolean contains(EnsembleConfig larger, EnsembleConfig smaller) {
        return smaller.members().values().stream().allMatch(member -> {
            EnsembleMember same = larger.members().get(member.sid());
            return same != null && same.observer() == member.observer() && !same.isElsewhere(member);
        });
    }
}
