// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.LearnerMessage.Hello;
import io.paddock.zab.member.Member;
import java.util.Optional;

/** Who may follow. */
final class Admission {
    private Admission() {}

    /** @return why the one that says hello may not follow here, if it may not */
    static Optional<String> refuses(Member member, Hello hello) {
        long sid = hello.info().sid();
        long version = hello.info().configVersion();
        // What we have only seen proposed is in force there: good, since no quorum can be ours without one of that.
        if (version > member.ensemble().lastSeen().version() && !isFirstVersion(version)) {
            return Optional.of("has a newer configuration than we have");
        }
        // The reference lets anybody follow who asks. Without reconfig only a server whose list contains ours can be on
        // the way to becoming a member; any other one is a stranger who wants the data. None of them counts.
        boolean isStranger = !member.settings().reconfigEnabled()
                && !member.ensemble().isMember(sid)
                && !member.newcomers().has(sid);
        return sid == member.sid() || isStranger
                ? Optional.of("claims to be server " + sid + ", which cannot follow here")
                : Optional.empty();
    }

    // No txn has made it: it comes from files, as ours does, and was given a version by a leader that nobody here
    // followed to the end. The reference refuses it, for good.
    private static boolean isFirstVersion(long configVersion) {
        return Zxid.counterOf(configVersion) == 0;
    }
}
