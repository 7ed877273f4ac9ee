// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.quorum.Notification;
import io.paddock.server.config.DynamicConfigFiles;
import io.paddock.server.config.Ensemble;
import io.paddock.server.config.ServerConfig;
import io.paddock.server.core.ClientRoles;
import io.paddock.server.core.CoreInbox;
import io.paddock.server.core.ProposalLog;
import io.paddock.server.link.ElectionLinks;
import io.paddock.server.link.ElectionOptions;
import io.paddock.server.link.ElectionPort;
import io.paddock.server.link.LeaderDial;
import io.paddock.server.link.LearnerAcceptor;
import io.paddock.server.link.Members;
import io.paddock.server.link.QuorumOptions;
import io.paddock.server.listen.Names;
import io.paddock.server.metrics.Metrics;
import io.paddock.storage.disk.Directory;
import io.paddock.storage.recovery.DataDirectories;
import io.paddock.storage.recovery.HistoryReader;
import io.paddock.storage.recovery.RecoveryOptions;
import io.paddock.storage.tree.ZnodeTree;
import io.paddock.zab.door.Event;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a server needs, beyond a standalone server, to be a member of an ensemble.
 *
 * @param config as configured
 * @param tree the server's tree
 * @param directories where the data is
 * @param recovery how the disk is read
 * @param logs directory of the log
 * @param snapshots directory of the snapshots
 * @param metrics counts what happens
 * @param host the server that the member is part of
 */
public record Membership(
        ServerConfig config,
        ZnodeTree tree,
        DataDirectories directories,
        RecoveryOptions recovery,
        Directory logs,
        Directory snapshots,
        Metrics metrics,
        Host host) {
    /** ZooKeeper's value: a normal election ends within this time. */
    private static final long READERS_AFTER_MILLIS = 2000;

    /**
     * Builds a member.
     *
     * @param inbox of the core thread
     * @param roles makes the roles for clients
     * @param log the log
     * @param history what the tree was read from
     * @return the member, which does nothing yet
     */
    public Peer around(CoreInbox inbox, ClientRoles roles, ProposalLog log, History history) {
        Ensemble ensemble = config.ensemble();
        QuorumOptions quorum = QuorumOptions.of(config);
        Peer[] peer = new Peer[1]; // The parts report to the peer, and the peer needs the parts.
        Consumer<Event> events = event -> peer[0].on(event);
        ElectionPort election = new ElectionPort(
                ElectionOptions.of(ensemble),
                Members.electing(ensemble.committed(), ensemble.lastSeen()),
                Names.SYSTEM,
                new Votes(inbox, () -> peer[0]));
        PeerDisk disk = new PeerDisk(
                directories, recovery, logs, snapshots, DynamicConfigFiles.of(ensemble), log, inbox::execute, events);
        LogHistory shelf = new LogHistory(
                new HistoryReader(logs, snapshots, recovery.recordBytesMax()),
                ensemble.syncing().snapshotSizeFactor());
        LearnerLinks learners = new LearnerLinks(
                arrivals -> port(quorum, arrivals), arrivals -> observerPort(quorum, arrivals), inbox::execute, events);
        LeaderDial dial = new LeaderDial(quorum, Names.SYSTEM);
        ReconnectDelays pauses = new ReconnectDelays(ensemble.observing(), new Random(), dial::later);
        LeaderLink leader = new LeaderLink(dial, pauses, inbox::execute, events);
        peer[0] = new Peer(
                ensemble,
                history,
                inbox,
                roles,
                log,
                tree,
                disk,
                shelf,
                election,
                learners,
                leader,
                new ObserverTargets(
                        ensemble.observing().masterPort(), ensemble.patience().connectLimitMillis() / 2, new Random()),
                new PeerMetrics(metrics),
                readersAfterMillis(ensemble),
                host);
        return peer[0];
    }

    private long readersAfterMillis(Ensemble ensemble) {
        return config.readOnlyModeEnabled()
                ? Math.max(READERS_AFTER_MILLIS, ensemble.patience().tickMillis())
                : -1;
    }

    private LearnerAcceptor port(QuorumOptions quorum, LearnerAcceptor.Arrivals arrivals) {
        Ensemble ensemble = config.ensemble();
        return new LearnerAcceptor(
                Members.quorumAddresses(ensemble.self()),
                ensemble.addressing().listenOnAllAddresses(),
                quorum,
                Names.SYSTEM,
                arrivals);
    }

    private ObserverPort observerPort(QuorumOptions quorum, LearnerAcceptor.Arrivals arrivals) {
        Ensemble ensemble = config.ensemble();
        int port = ensemble.observing().masterPort();
        boolean onAllAddresses = ensemble.addressing().listenOnAllAddresses();
        Optional<LearnerAcceptor> acceptor = port == 0
                ? Optional.empty()
                : Optional.of(
                        new LearnerAcceptor("observers", List.of(), onAllAddresses, quorum, Names.SYSTEM, arrivals));
        return new ObserverPort(acceptor, Members.quorumAddresses(ensemble.self()), port);
    }

    /** Passes the election port's events to the core thread. */
    private record Votes(CoreInbox inbox, Supplier<Peer> peer) implements ElectionLinks.Listener {
        @Override
        public void received(long from, Notification vote) {
            inbox.execute(() -> peer.get().notified(from, vote));
        }

        @Override
        public void unreachable(long sid) {
            inbox.execute(() -> peer.get().on(new Event.Unreachable(sid)));
        }
    }
}
