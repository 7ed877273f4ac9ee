// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.learner;

import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.zab.member.LoggedProposal;

/** Who is told what a learner has learned, to pass it on. */
public interface CommitListener {
    /** The learner's own server, where it asks its leader for others too. */
    long OWN = 0;

    /** There is nobody to pass it on to. */
    CommitListener NOBODY = new CommitListener() {
        @Override
        public void began(long epoch, long committed) {}

        @Override
        public void committed(LoggedProposal txn) {}

        @Override
        public void activated(LoggedProposal txn, long designated) {}

        @Override
        public void answered(long link, LeaderMessage answer) {}
    };

    /** The learner serves from now on. @param committed the end of what is committed */
    void began(long epoch, long committed);

    /** The next txn is committed. */
    void committed(LoggedProposal txn);

    /** The same, of a reconfiguration. @param designated who leads from here on */
    void activated(LoggedProposal txn, long designated);

    /** The leader has answered what came over {@code link}. */
    void answered(long link, LeaderMessage answer);
}
