// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.quorum.HostPort;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.protocol.quorum.QuorumPacket;
import io.paddock.server.link.LearnerAcceptor;
import io.paddock.server.link.QueueFigures;
import io.paddock.server.link.QuorumLink;
import io.paddock.server.link.QuorumLinkListener;
import io.paddock.storage.snapshot.SnapshotStreamWriter;
import io.paddock.storage.tree.ZnodeTree;
import io.paddock.zab.door.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of learners. The port for them is always open, because a follower may know its leader
 * before the leader itself does. Such a follower waits here; otherwise it would be refused and have to
 * connect again.
 */
final class LearnerLinks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LearnerLinks.class);

    private static final String NO_LEADER = "this member does not lead";

    private final LearnerAcceptor port;
    private final ObserverPort observers;
    private final Consumer<Runnable> core;
    private final Consumer<Event> events;
    private final Map<Long, LearnerLink> links = new ConcurrentHashMap<>();
    private final AtomicLong lastLink = new AtomicLong();
    private final List<Event.LearnerSaid> early = new ArrayList<>();
    private PeerState state = PeerState.LOOKING;
    private LeaderMessage lastMessage;
    private QuorumPacket lastPacket;
    private boolean flushDue;

    /**
     * Listens nowhere yet.
     *
     * @param port makes the port for a leader's learners
     * @param observers makes the port for a follower's observers
     * @param core runs a task on the core thread
     * @param events takes what has happened, on the core thread
     */
    LearnerLinks(
            Function<LearnerAcceptor.Arrivals, LearnerAcceptor> port,
            Function<LearnerAcceptor.Arrivals, ObserverPort> observers,
            Consumer<Runnable> core,
            Consumer<Event> events) {
        this.port = port.apply((link, info) -> arrived(link, info, this::greet));
        this.observers = observers.apply((link, info) -> arrived(link, info, this::greetObserver));
        this.core = core;
        this.events = events;
    }

    /** Listens from now on. */
    void open() {
        port.listen();
    }

    /** Listens elsewhere from now on. */
    void move(List<HostPort> addresses) {
        port.move(addresses);
        observers.move(addresses);
    }

    /**
     * This member has another role now. If it leads, learners that came early are accepted. If it follows,
     * they are refused.
     */
    void become(PeerState next) {
        state = next;
        port.lookAgain();
        observers.open(false);
        if (next == PeerState.LEADING) {
            early.forEach(events);
        } else if (next != PeerState.LOOKING) {
            early.forEach(each -> close(each.link(), NO_LEADER));
        }
        if (next != PeerState.LOOKING) {
            early.clear();
        }
    }

    /** This member serves from now on. A follower then also accepts observers, if it is configured to. */
    void serve() {
        observers.open(state == PeerState.FOLLOWING);
    }

    private void greet(Event.LearnerSaid hello) {
        if (state == PeerState.LOOKING) {
            early.add(hello);
        } else if (state == PeerState.LEADING) {
            events.accept(hello);
        } else {
            close(hello.link(), NO_LEADER);
        }
    }

    private void greetObserver(Event.LearnerSaid hello) {
        if (observers.isOpen()) {
            events.accept(hello);
        } else {
            close(hello.link(), "this member does not follow");
        }
    }

    private QuorumLinkListener arrived(QuorumLink link, QuorumPacket info, Consumer<Event.LearnerSaid> door) {
        LearnerMessage hello = LearnerMessage.of(info);
        long id = lastLink.incrementAndGet();
        LearnerLink learner = new LearnerLink(link);
        links.put(id, learner);
        core.accept(() -> door.accept(new Event.LearnerSaid(id, hello)));
        return new Heard(id, learner);
    }

    /** Records from now on how packets wait for this learner. */
    void count(long link, QueueFigures figures) {
        LearnerLink counted = links.get(link);
        if (counted != null) {
            counted.count(figures);
        }
    }

    void send(long to, LeaderMessage message) {
        LearnerLink link = links.get(to);
        if (link != null) {
            // The same message goes to all learners in turn, so it is encoded once.
            if (message != lastMessage) {
                lastMessage = message;
                lastPacket = message.toPacket();
            }
            link.send(lastPacket);
            flushDue = true;
        }
    }

    /** Sends the packets that were added. */
    void flush() {
        if (flushDue) {
            flushDue = false;
            links.values().forEach(LearnerLink::flush);
        }
    }

    void sendSnapshot(long to, SnapshotStreamWriter writer, long label) {
        LearnerLink link = links.get(to);
        if (link == null) {
            writer.close();
        } else {
            link.sendSnapshot(writer, label);
        }
    }

    /** Sends the txns of {@code history} before all messages that are sent later. */
    void replay(long to, PastTxns history) {
        LearnerLink link = links.get(to);
        if (link == null) {
            history.close();
        } else {
            link.replay(history);
        }
    }

    void close(long link, String why) {
        LearnerLink closing = links.get(link);
        if (closing != null) {
            LOG.info("Closing the connection to the learner at {}: {}", closing.remoteAddress(), why);
            closing.close(why);
        }
    }

    private void gone(long link) {
        early.removeIf(each -> each.link() == link);
        events.accept(new Event.LearnerGone(link));
    }

    @Override
    public void close() {
        port.close();
        observers.close();
    }

    /** Receives what arrives over one connection, on that connection's thread. */
    private final class Heard implements QuorumLinkListener {
        private final long of;
        private final LearnerLink learner;
        private List<Event> gathered = new ArrayList<>();

        Heard(long of, LearnerLink learner) {
            this.of = of;
            this.learner = learner;
        }

        @Override
        public void received(QuorumLink link, QuorumPacket packet) {
            gathered.add(new Event.LearnerSaid(of, LearnerMessage.of(packet)));
        }

        // Posts all events as one task. A task for each packet would cost more than most packets do.
        @Override
        public void receivedAll(QuorumLink link) {
            if (!gathered.isEmpty()) {
                List<Event> together = gathered;
                gathered = new ArrayList<>();
                core.accept(() -> together.forEach(events));
            }
        }

        @Override
        public void receivedSnapshot(QuorumLink link, long zxid, ZnodeTree tree) {
            throw new IllegalStateException("a leader reads no snapshots");
        }

        @Override
        public void uncongested(QuorumLink link) {
            learner.uncongested();
        }

        @Override
        public void closed(QuorumLink link, String reason) {
            LOG.warn("******* GOODBYE {} ******** {}", link.remoteAddress(), reason);
            links.remove(of);
            learner.close(reason);
            core.accept(() -> gone(of));
        }
    }
}
