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
 * The members of the ensemble: the committed configuration, and the last proposed one. This class keeps both
 * on disk. It moves this member's ports to the committed addresses. On the core thread.
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

    /**
     * Begins with the configurations that the server was started with.
     *
     * @param options of the ensemble
     * @param disk keeps the configurations
     * @param election is told the members, and moves its port
     * @param learners moves its ports
     * @param host moves the client port
     * @param ready whether a quorum of a configuration is connected and synchronised
     */
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

    /**
     * Begins with a history. A configuration that is proposed in its log counts, even if it was not written
     * to its own file.
     */
    void beginWith(ZnodeTree tree) {
        EnsembleConfig proposed = ShownEnsemble.in(tree);
        if (proposed != null && proposed.version() > committed.version()) {
            lastSeen = proposed;
        }
    }

    /** One or both configurations have changed. */
    void change(EnsembleConfig nowCommitted, EnsembleConfig nowLastSeen) {
        moveTo(nowCommitted.members().get(options.sid()));
        committed = nowCommitted;
        lastSeen = nowLastSeen;
        election.members(Members.electing(committed, lastSeen));
        disk.keep(committed, lastSeen);
    }

    /**
     * Makes the tree show the committed configuration, as each of ZooKeeper's servers does. This is no txn,
     * and no part of the digest.
     */
    void show(ZnodeTree tree, long wallMillis) {
        tree.showEnsemble(committed.payload().bytes(), committed.version(), wallMillis);
    }

    /** @return where a member listens for learners; empty if the member is unknown */
    List<HostPort> quorumAddresses(long sid) {
        // This member may know the leader only from a proposal, if it has not yet received the commit.
        EnsembleMember member =
                committed.members().getOrDefault(sid, lastSeen.members().get(sid));
        return member == null ? List.of() : Members.quorumAddresses(member);
    }

    // A member that was removed keeps its ports, because it may be added again.
    private void moveTo(EnsembleMember self) {
        if (self == null || self.equals(committed.members().get(options.sid()))) {
            return;
        }
        election.move(Members.electionAddresses(self));
        learners.move(Members.quorumAddresses(self));
        self.client().ifPresent(host::clientsMoved);
    }
}
