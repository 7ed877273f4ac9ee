// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.LearnerMessage.Hello;
import io.paddock.zab.member.Member;
import java.util.Optional;

/** Decides which servers may follow this leader. */
final class Admission {
    private Admission() {}

    /**
     * Checks the hello of a learner.
     *
     * @return the reason why the learner may not follow here; empty if it may
     */
    static Optional<String> refuses(Member member, Hello hello) {
        long sid = hello.info().sid();
        long version = hello.info().configVersion();
        // This leader may have seen only the proposal of a configuration that is in force at the learner.
        // That is safe: then this leader needs a quorum of that configuration too.
        if (version > member.ensemble().lastSeen().version() && !isFirstVersion(version)) {
            return Optional.of("has a newer configuration than we have");
        }
        // Apache ZooKeeper lets every server follow that asks. Without reconfig, only a server whose list
        // contains this leader's list can be about to become a member. Any other server is a stranger that
        // wants the data. None of these servers counts for a quorum.
        boolean isStranger = !member.settings().reconfigEnabled()
                && !member.ensemble().isMember(sid)
                && !member.newcomers().has(sid);
        return sid == member.sid() || isStranger
                ? Optional.of("claims to be server " + sid + ", which cannot follow here")
                : Optional.empty();
    }

    // No txn made a first version. The configuration comes from files, as this leader's does. A leader that
    // no member here followed to the end gave it the version. Apache ZooKeeper refuses such a learner
    // permanently.
    private static boolean isFirstVersion(long configVersion) {
        return Zxid.counterOf(configVersion) == 0;
    }
}
