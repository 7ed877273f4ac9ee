// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.quorum.HostPort;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.protocol.quorum.PacketType;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.protocol.quorum.QuorumPacket;
import io.paddock.server.link.LeaderDial;
import io.paddock.server.link.QuorumLink;
import io.paddock.server.link.QuorumLinkListener;
import io.paddock.storage.tree.ZnodeTree;
import io.paddock.zab.door.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one connection of a learner to its leader. On the core thread. */
final class LeaderLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderLink.class);

    private final LeaderDial dial;
    private final ReconnectDelays pauses;
    private final Consumer<Runnable> core;
    private final Consumer<Event> events;
    private long attempt = -1;
    private CompletableFuture<QuorumLink> dialling;
    private QuorumLink link;
    private ZnodeTree received;

    private interface Dialling {
        CompletableFuture<QuorumLink> dial(List<HostPort> addresses, QuorumLinkListener listener);
    }

    /**
     * Does not connect yet.
     *
     * @param dial opens connections
     * @param pauses delays an observer
     * @param core runs a task on the core thread
     * @param events takes what has happened, on the core thread
     */
    LeaderLink(LeaderDial dial, ReconnectDelays pauses, Consumer<Runnable> core, Consumer<Event> events) {
        this.dial = dial;
        this.pauses = pauses;
        this.core = core;
        this.events = events;
    }

    void connect(long newAttempt, List<HostPort> addresses) {
        dial(newAttempt, addresses, dial::connect);
    }

    /** Connects as {@link #connect} does, but with a single attempt. */
    void connectOnce(long newAttempt, List<HostPort> addresses) {
        dial(newAttempt, addresses, dial::connectOnce);
    }

    private void dial(long newAttempt, List<HostPort> addresses, Dialling how) {
        drop();
        attempt = newAttempt;
        if (addresses.isEmpty()) {
            core.accept(() -> events.accept(new Event.LeaderGone(newAttempt)));
            return;
        }
        pauses.beforeDial(() -> core.accept(() -> {
            if (newAttempt == attempt) {
                dialling = how.dial(addresses, new Heard(newAttempt));
                dialling.whenComplete((made, failure) -> core.accept(() -> connected(newAttempt, made, failure)));
            }
        }));
    }

    /** This member has another role now. */
    void become(PeerState state) {
        pauses.become(state);
    }

    private void connected(long made, QuorumLink to, Throwable failure) {
        if (made != attempt) {
            if (to != null) {
                to.close("it is not wanted any more");
            }
            return;
        }
        dialling = null;
        if (failure != null) {
            LOG.warn("Cannot open the connection to the leader: {}", failure.getMessage());
            events.accept(new Event.LeaderGone(made));
        } else {
            link = to;
            events.accept(new Event.LeaderConnected(made));
        }
    }

    void send(long to, LearnerMessage message) {
        if (to == attempt && link != null) {
            link.add(message.toPacket());
        }
    }

    /** Sends the messages that were added. */
    void flush() {
        if (link != null) {
            link.flush();
        }
    }

    void close(long closing) {
        if (closing == attempt) {
            drop();
            attempt = -1;
        }
    }

    private void drop() {
        if (dialling != null) {
            dialling.cancel(false);
            dialling = null;
        }
        if (link != null) {
            link.close("this server does not learn from it any more");
            link = null;
        }
        received = null;
    }

    /** @return the tree that arrived over the connection; only the first call returns it */
    ZnodeTree takeReceived() {
        ZnodeTree taken = received;
        received = null;
        return taken;
    }

    @Override
    public void close() {
        drop();
        dial.close();
    }

    /** Receives what arrives over one connection, on that connection's thread. */
    private final class Heard implements QuorumLinkListener {
        private final long of;
        private List<Event> gathered = new ArrayList<>();

        Heard(long of) {
            this.of = of;
        }

        private void tell(Event event) {
            gathered.add(event);
        }

        // Posts all events as one task. A task for each packet would cost more than most packets do.
        @Override
        public void receivedAll(QuorumLink from) {
            if (!gathered.isEmpty()) {
                List<Event> together = gathered;
                gathered = new ArrayList<>();
                core.accept(() -> together.forEach(this::happened));
            }
        }

        private void happened(Event event) {
            if (of == attempt) {
                events.accept(event);
            }
        }

        @Override
        public void received(QuorumLink from, QuorumPacket packet) {
            if (packet.kind() == PacketType.SNAP) {
                tell(new Event.LeaderHeard(of)); // The message is complete after its tree has arrived.
            } else {
                tell(new Event.LeaderSaid(of, LeaderMessage.of(packet)));
            }
        }

        @Override
        public void heard(QuorumLink from) {
            tell(new Event.LeaderHeard(of));
        }

        @Override
        public void receivedSnapshot(QuorumLink from, long zxid, ZnodeTree tree) {
            receivedAll(from);
            core.accept(() -> {
                if (of == attempt) {
                    received = tree;
                    events.accept(new Event.LeaderSaid(of, new LeaderMessage.Snap(zxid)));
                }
            });
        }

        @Override
        public void uncongested(QuorumLink to) {}

        @Override
        public void closed(QuorumLink from, String reason) {
            LOG.info("The connection to the leader at {} is closed: {}", from.remoteAddress(), reason);
            receivedAll(from);
            pauses.afterLoss(() -> core.accept(() -> happened(new Event.LeaderGone(of))));
        }
    }
}
