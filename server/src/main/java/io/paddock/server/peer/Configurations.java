// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.EnsembleMember;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.server.config.Ensemble;
import io.paddock.server.link.ElectionPort;
import io.paddock.server.link.Members;
import io.paddock.server.ops.Electorate;
import io.paddock.storage.tree.ZnodeTree;
import java.util.List;
import java.util.function.Predicate;

/**
 * Who belongs to the ensemble: the configuration in force, and the one that is proposed. Keeps both on disk, and this member's ports where the one in
 * force has them. On the core thread.
 */
final class Configurations implements Electorate {
    private final Ensemble options;
    private final PeerDisk disk;
    private final ElectionPort election;
    private final LearnerLinks learners;
    private final Host host;
    private final Predicate<EnsembleConfig> ready;
    private EnsembleConfig committed;
    private EnsembleConfig lastSeen;

    /** @param ready whether a quorum of a configuration is here and synchronised */
    Configurations(
            Ensemble options,
            PeerDisk disk,
            ElectionPort election,
            LearnerLinks learners,
            Host host,
            Predicate<EnsembleConfig> ready) {
        this.options = options;
        this.disk = disk;
        this.election = election;
        this.learners = learners;
        this.host = host;
        this.ready = ready;
        this.committed = options.committed();
        this.lastSeen = options.lastSeen();
    }

    @Override
    public EnsembleConfig committed() {
        return committed;
    }

    @Override
    public EnsembleConfig lastSeen() {
        return lastSeen;
    }

    @Override
    public boolean isReadyFor(EnsembleConfig config) {
        return ready.test(config);
    }

    @Override
    public int votersMin() {
        return options.standaloneEnabled() ? 2 : 1;
    }

    /** This history begins: what its log proposes has a say, whether or not it was written down beside it. */
    void beginWith(ZnodeTree tree) {
        EnsembleConfig proposed = ShownEnsemble.in(tree);
        if (proposed != null && proposed.version() > committed.version()) {
            lastSeen = proposed;
        }
    }

    /** Either has changed. */
    void change(EnsembleConfig nowCommitted, EnsembleConfig nowLastSeen) {
        moveTo(nowCommitted.members().get(options.sid()));
        committed = nowCommitted;
        lastSeen = nowLastSeen;
        election.members(Members.electing(committed, lastSeen));
        disk.keep(committed, lastSeen);
    }

    /** Makes the tree show the configuration in force, as each of ZooKeeper's servers does: it is no txn, and no part of the digest. */
    void show(ZnodeTree tree, long wallMillis) {
        tree.showEnsemble(committed.payload().bytes(), committed.version(), wallMillis);
    }

    /** @return where a member takes learners; none when nobody knows it */
    List<HostPort> quorumAddresses(long sid) {
        // Who leads may be known from a proposal only, to whoever has not heard yet that it is committed.
        EnsembleMember member =
                committed.members().getOrDefault(sid, lastSeen.members().get(sid));
        return member == null ? List.of() : Members.quorumAddresses(member);
    }

    // A member that is none any more stays where it is: it may be taken in again.
    private void moveTo(EnsembleMember self) {
        if (self == null || self.equals(committed.members().get(options.sid()))) {
            return;
        }
        election.move(Members.electionAddresses(self));
        learners.move(Members.quorumAddresses(self));
        self.client().ifPresent(host::clientsMoved);
    }
}
