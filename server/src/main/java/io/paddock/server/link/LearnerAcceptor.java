// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.protocol.quorum.PacketType;
import io.paddock.protocol.quorum.QuorumPacket;
import io.paddock.server.listen.Listening;
import io.paddock.server.listen.Names;
import io.paddock.server.listen.Pace;
import io.paddock.server.listen.PortBinding;
import io.paddock.storage.tree.ZnodeTree;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The leader's side of the quorum port: accepts connections, and hands over each one whose first packet is a
 * learner's.
 *
 * <p>Until a peer has identified itself, it gets only a few bytes of memory and limited time. If there are
 * too many such peers, the oldest connection is closed. One event loop serves all learners.
 */
public final class LearnerAcceptor implements AutoCloseable {
    private static final int UNINTRODUCED_MAX = 64;
    private static final int FOR_EVER = 0;
    private static final int BIND_PAUSE_MILLIS = 1000;

    private final QuorumOptions options;
    private final Arrivals arrivals;
    private final MemberTransport transport;
    private final PeerLog log = new PeerLog();
    private final PortBinding binding;
    private final Set<Channel> channels = new LinkedHashSet<>();
    private final Set<QuorumLink> unintroduced = new LinkedHashSet<>();
    private boolean closed;

    /** Takes over each connection that a learner has opened. */
    public interface Arrivals {
        /**
         * A learner has identified itself. Called on the links' thread.
         *
         * @param info its FOLLOWERINFO or OBSERVERINFO, with the data unread
         * @return the listener for all later packets
         */
        QuorumLinkListener arrived(QuorumLink link, QuorumPacket info);
    }

    /**
     * For a leader's learners.
     *
     * @param addresses where to listen
     * @param onAllAddresses listens on the ports of all addresses of the machine [quorumListenOnAllIPs]
     * @param options how the connections work
     * @param names looks up host names
     * @param arrivals takes over the learners
     */
    public LearnerAcceptor(
            List<HostPort> addresses, boolean onAllAddresses, QuorumOptions options, Names names, Arrivals arrivals) {
        this("learners", addresses, onAllAddresses, options, names, arrivals);
    }

    /**
     * For any learners.
     *
     * @param purpose who connects, for messages
     * @param addresses where to listen
     * @param onAllAddresses listens on the ports of all addresses of the machine [quorumListenOnAllIPs]
     * @param options how the connections work
     * @param names looks up host names
     * @param arrivals takes over the learners
     */
    public LearnerAcceptor(
            String purpose,
            List<HostPort> addresses,
            boolean onAllAddresses,
            QuorumOptions options,
            Names names,
            Arrivals arrivals) {
        this.options = options;
        this.arrivals = arrivals;
        this.transport = new MemberTransport("quorum", names, false, 0);
        ChannelInitializer<Channel> child = new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                accept(channel);
            }
        };
        this.binding = new PortBinding(
                transport.lookups(),
                new Listening(
                        purpose,
                        addresses,
                        onAllAddresses,
                        FOR_EVER,
                        BIND_PAUSE_MILLIS,
                        Listening.Handover.CLOSE_FIRST),
                Pace.USUAL,
                address -> transport.bind(address, child),
                where -> {});
    }

    /**
     * Listens. Attempts continue until they succeed.
     *
     * @return where the port listens
     */
    public CompletableFuture<List<InetSocketAddress>> listen() {
        CompletableFuture<List<InetSocketAddress>> listening = new CompletableFuture<>();
        transport.loop().execute(() -> binding.bind(listening));
        return listening;
    }

    /** Listens elsewhere from now on, or nowhere. Connections stay. Any thread. */
    public void move(List<HostPort> addresses) {
        transport.loop().execute(() -> binding.move(addresses));
    }

    /** Looks up this server's own names again, because their addresses may have changed. Any thread. */
    public void lookAgain() {
        transport.loop().execute(binding::lookAgain);
    }

    private void accept(Channel channel) {
        if (closed || channels.size() >= options.learnersMax() + UNINTRODUCED_MAX) {
            log.warn("Closing quorum connection of " + channel.remoteAddress() + ": " + channels.size()
                    + " are connected");
            channel.close();
            return;
        }
        channels.add(channel);
        channel.closeFuture().addListener(done -> channels.remove(channel));
        QuorumLink link = new QuorumLink(channel, options, new Introduction());
        channel.pipeline().addLast(new QuorumFrames(link, options, false));
        unintroduced.add(link);
        var deadline = transport
                .loop()
                .schedule(
                        () -> refuseIfUnknown(
                                link, "did not identify itself within " + options.initTimeoutMillis() + " ms"),
                        options.initTimeoutMillis(),
                        TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(done -> deadline.cancel(false));
        if (unintroduced.size() > UNINTRODUCED_MAX) {
            refuseIfUnknown(unintroduced.iterator().next(), "too many connections that have not identified themselves");
        }
    }

    private void refuseIfUnknown(QuorumLink link, String reason) {
        if (unintroduced.remove(link)) {
            link.close(reason);
        }
    }

    /** Receives the first packet of a connection. */
    private final class Introduction implements QuorumLinkListener {
        @Override
        public void received(QuorumLink link, QuorumPacket packet) {
            if (packet.kind() != PacketType.FOLLOWER_INFO && packet.kind() != PacketType.OBSERVER_INFO) {
                refuseIfUnknown(link, "first packet of type " + packet.type() + ", no learner begins with that");
            } else if (channels.size() - unintroduced.size() >= options.learnersMax()) {
                refuseIfUnknown(link, options.learnersMax() + " learners are connected");
            } else if (unintroduced.remove(link)) {
                link.listener(arrivals.arrived(link, packet));
            }
        }

        @Override
        public void receivedSnapshot(QuorumLink link, long zxid, ZnodeTree tree) {
            throw new IllegalStateException("a leader reads no snapshots");
        }

        @Override
        public void uncongested(QuorumLink link) {}

        @Override
        public void closed(QuorumLink link, String reason) {
            unintroduced.remove(link);
            log.warn("Closed quorum connection of " + link.remoteAddress() + ", which was no learner: " + reason);
        }
    }

    /** Ends every connection. Must not be called on the loop. */
    @Override
    public void close() {
        transport
                .loop()
                .submit(() -> {
                    closed = true;
                    binding.close();
                    List.copyOf(channels).forEach(Channel::close);
                })
                .syncUninterruptibly();
        transport.close();
    }
}
