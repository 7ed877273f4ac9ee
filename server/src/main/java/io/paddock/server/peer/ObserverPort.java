// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.quorum.HostPort;
import io.paddock.server.link.LearnerAcceptor;
import java.util.List;
import java.util.Optional;

/** Where observers find a follower that stands in for the leader. It is open only while it does: one that is refused goes to the next. On the core thread. */
final class ObserverPort implements AutoCloseable {
    private final Optional<LearnerAcceptor> acceptor;
    private final int port;
    private List<HostPort> hosts;
    private boolean open;

    /**
     * @param acceptor listens nowhere yet; empty when there is to be no such port
     * @param hosts this member's
     */
    ObserverPort(Optional<LearnerAcceptor> acceptor, List<HostPort> hosts, int port) {
        this.acceptor = acceptor;
        this.hosts = hosts;
        this.port = port;
    }

    boolean isOpen() {
        return open;
    }

    /** Listens from now on, or no more. Connections stay. */
    void open(boolean opens) {
        open = opens && acceptor.isPresent();
        listen();
    }

    /** This member has other hosts now. Their ports are those for learners of a leader. */
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
