// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.quorum.HostPort;
import io.paddock.server.link.LearnerAcceptor;
import java.util.List;
import java.util.Optional;

/**
 * The port on which a follower serves observers instead of the leader. It is open only while the follower can
 * serve them. An observer that is refused tries the next follower. On the core thread.
 */
final class ObserverPort implements AutoCloseable {
    private final Optional<LearnerAcceptor> acceptor;
    private final int port;
    private List<HostPort> hosts;
    private boolean open;

    /**
     * Listens nowhere yet.
     *
     * @param acceptor listens nowhere yet; empty when no such port is configured
     * @param hosts this member's hosts
     * @param port the same on all hosts
     */
    ObserverPort(Optional<LearnerAcceptor> acceptor, List<HostPort> hosts, int port) {
        this.acceptor = acceptor;
        this.hosts = hosts;
        this.port = port;
    }

    boolean isOpen() {
        return open;
    }

    /** Listens from now on, or stops. Connections stay. */
    void open(boolean opens) {
        open = opens && acceptor.isPresent();
        listen();
    }

    /**
     * This member has other hosts now. Their ports are those for learners of a leader, so only the host names
     * are used.
     */
    void move(List<HostPort> elsewhere) {
        hosts = elsewhere;
        listen();
    }

    private void listen() {
        List<HostPort> where = open
                ? hosts.stream()
                        .map(each -> new HostPort(each.host(), port))
                        .distinct()
                        .toList()
                : List.of();
        acceptor.ifPresent(each -> each.move(where));
    }

    @Override
    public void close() {
        acceptor.ifPresent(LearnerAcceptor::close);
    }
}
