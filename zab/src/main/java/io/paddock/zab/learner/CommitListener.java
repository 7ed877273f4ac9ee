// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.learner;

import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.zab.member.LoggedProposal;

/** Gets a report of what a learner has learned, to forward it to others. */
public interface CommitListener {
    /** The link that stands for the learner's own server. A learner also asks its leader for observers. */
    long OWN = 0;

    /** A listener that forwards nothing. */
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

    /**
     * The learner serves from now on.
     *
     * @param committed the last committed zxid
     */
    void began(long epoch, long committed);

    /** The next txn is committed. */
    void committed(LoggedProposal txn);

    /**
     * The next txn is committed, and it is a reconfiguration.
     *
     * @param designated the leader from here on
     */
    void activated(LoggedProposal txn, long designated);

    /** The leader has answered the request that came over {@code link}. */
    void answered(long link, LeaderMessage answer);
}
