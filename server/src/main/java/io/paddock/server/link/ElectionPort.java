// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.protocol.quorum.InitialMessage;
import io.paddock.protocol.quorum.Notification;
import io.paddock.server.listen.CannotListen;
import io.paddock.server.listen.Listening;
import io.paddock.server.listen.Names;
import io.paddock.server.listen.Pace;
import io.paddock.server.listen.PortBinding;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The election port: one connection to each other member, over which votes go both ways.
 *
 * <p>Who may connect: anybody says who he is, and that is believed, as everywhere without authentication. So a peer that is no member is answered as
 * a joiner must be, but there are only ever so many of them, and only so many that have not yet said who they are; of these the oldest has to go.
 *
 * <p>One event loop owns all of it; the listener is called on it.
 */
public final class ElectionPort implements ElectionLinks, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ElectionPort.class);

    /** Connected without having said who they are. */
    private static final int UNINTRODUCED_MAX = 64;

    /** Peers that are no members: joiners, and whoever pretends to be one. */
    private static final int STRANGERS_MAX = 64;

    private static final int UNANSWERED_MILLIS_MIN = 5000;

    private final ElectionOptions options;
    private final Listener listener;
    private final MemberTransport transport;
    private final LoopbackWarning loopback;
    private final PeerLog log = new PeerLog();
    private final Map<Long, ElectionPeer> peers = new HashMap<>();
    private final Set<Channel> unintroduced = new LinkedHashSet<>();
    private final Set<Channel> channels = new LinkedHashSet<>();
    private Members members;
    private PortBinding binding;
    private long lastAnonymous;
    private volatile boolean closed;

    /** @param members where the others are dialled; this server's own entry is not looked at */
    public ElectionPort(ElectionOptions options, Members members, Names names, Listener listener) {
        this.options = options;
        this.members = members;
        this.listener = listener;
        this.transport = new MemberTransport(
                "election",
                names,
                options.tcpKeepAlive(),
                Math.max(UNANSWERED_MILLIS_MIN, options.handshakeTimeoutMillis()));
        this.loopback = new LoopbackWarning(options, transport);
    }

    /**
     * Listens, trying as often as the options say.
     *
     * @return where it listens; fails with {@link CannotListen} when the last attempt has failed
     */
    public CompletableFuture<List<InetSocketAddress>> listen() {
        CompletableFuture<List<InetSocketAddress>> listening = new CompletableFuture<>();
        transport.loop().execute(() -> {
            Listening where = new Listening(
                    "elections",
                    options.addresses(),
                    options.listenOnAllAddresses(),
                    options.bindAttempts(),
                    options.bindPauseMillis(),
                    Listening.Handover.CLOSE_FIRST);
            ChannelInitializer<Channel> child = new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new ElectionHandshake(ElectionPort.this));
                }
            };
            binding = new PortBinding(
                    transport.lookups(),
                    where,
                    Pace.USUAL,
                    address -> transport.bind(address, child),
                    bound -> loopback.check(bound, members));
            binding.bind(listening);
        });
        listening.thenAccept(
                where -> LOG.info("{} is accepting connections now, my election bind port: {}", options.sid(), where));
        return listening;
    }

    /** Listens elsewhere from now on, and says so to whom it dials; connections stay. Any thread. */
    public void move(List<HostPort> addresses) {
        transport.loop().execute(() -> {
            if (binding != null) {
                binding.move(addresses);
            }
        });
    }

    /** The addresses of its own names may have changed: looks them up. Any thread. */
    public void lookAgain() {
        transport.loop().execute(() -> {
            if (binding != null) {
                binding.lookAgain();
            }
        });
    }

    /** Others to dial from now on; connections stay. Any thread. */
    public void members(Members changed) {
        transport.loop().execute(() -> {
            members = changed;
            List.copyOf(peers.values()).forEach(this::forgetStranger);
        });
    }

    @Override
    public void send(long to, Notification notification) {
        if (closed) {
            return;
        }
        transport.loop().execute(() -> {
            if (to != options.sid() && !closed) {
                ElectionPeer peer = members.contains(to) ? peer(to) : peers.get(to);
                if (peer != null) {
                    peer.send(notification);
                }
            }
        });
    }

    /** @return the ids of the peers that are connected; for operators and tests */
    public CompletableFuture<Set<Long>> linked() {
        return CompletableFuture.supplyAsync(
                () -> {
                    Set<Long> linked = new LinkedHashSet<>();
                    peers.values().stream().filter(ElectionPeer::isLinked).forEach(peer -> linked.add(peer.sid()));
                    return linked;
                },
                transport.loop());
    }

    private ElectionPeer peer(long sid) {
        return peers.computeIfAbsent(sid, id -> new ElectionPeer(id, this));
    }

    // From here on: called by the parts of this port, on its loop.

    ElectionOptions options() {
        return options;
    }

    Members members() {
        return members;
    }

    MemberTransport transport() {
        return transport;
    }

    PeerLog log() {
        return log;
    }

    boolean isClosed() {
        return closed;
    }

    void arrived(Channel channel) {
        if (!track(channel)) {
            return;
        }
        unintroduced.add(channel);
        if (unintroduced.size() > UNINTRODUCED_MAX) {
            // A member says at once who it is. The newest stays: or a flood of silent ones would keep members out.
            refuse(unintroduced.iterator().next(), "too many connections that do not say who they are");
        }
    }

    private boolean track(Channel channel) {
        if (closed) {
            channel.close();
            return false;
        }
        channels.add(channel);
        channel.closeFuture().addListener(done -> channels.remove(channel));
        return true;
    }

    void left(Channel channel) {
        unintroduced.remove(channel);
    }

    void refuse(Channel channel, String reason) {
        log.warn("Closing election connection of " + channel.remoteAddress() + ": " + reason);
        unintroduced.remove(channel);
        channel.close();
    }

    /** Decides by the ids which connection stays. */
    void introduced(Channel channel, InitialMessage message) {
        long sid = message.sid() == InitialMessage.ANONYMOUS_OBSERVER ? --lastAnonymous : message.sid();
        boolean known = members.contains(sid);
        if (sid == options.sid()) {
            refuse(channel, "it has the id of this server, " + sid + ": each member needs a myid of its own");
        } else if (message.sid() < 0 && !known) {
            refuse(channel, "no server has the id " + sid);
        } else if (!known && !peers.containsKey(sid) && strangers() >= STRANGERS_MAX) {
            refuse(channel, "server " + sid + " is no member, and " + STRANGERS_MAX + " such servers are connected");
        } else if (sid < options.sid()) {
            channel.close();
            peer(sid).dialBack(usable(message.addresses()));
        } else {
            ElectionPeer peer = peer(sid);
            channel.pipeline()
                    .addFirst(new WriteTimeoutHandler(options.handshakeTimeoutMillis(), TimeUnit.MILLISECONDS));
            channel.pipeline().replace(ElectionHandshake.class, "frames", new ElectionFrames(this, peer));
            peer.linked(channel);
        }
    }

    private long strangers() {
        return peers.keySet().stream().filter(sid -> !members.contains(sid)).count();
    }

    /** "Any address" is where a server listens, and nowhere to dial. */
    private static List<HostPort> usable(List<HostPort> announced) {
        return announced.stream()
                .filter(each -> !each.isAnyAddress())
                .filter(each -> each.port() > 0)
                .toList();
    }

    /** Connects to a peer, which for the moment need not answer. */
    ChannelFuture dial(InetSocketAddress address, long sid) {
        return transport.connect(address, options.connectTimeoutMillis(), new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (track(channel)) {
                    channel.pipeline()
                            .addLast(
                                    new WriteTimeoutHandler(options.handshakeTimeoutMillis(), TimeUnit.MILLISECONDS),
                                    new ElectionFrames(ElectionPort.this, peer(sid)));
                }
            }
        });
    }

    /** Connects for no other purpose than to see whether an address answers. */
    ChannelFuture probe(InetSocketAddress address) {
        return transport.connect(address, options.probeMillis(), new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                track(channel);
            }
        });
    }

    /** Who we are, in one piece: ZooKeeper hangs up on two. */
    ByteBuf introduction(Channel channel) {
        List<HostPort> own = binding == null ? options.addresses() : binding.announced();
        InitialMessage message = options.multiAddress()
                ? new InitialMessage(InitialMessage.VERSION_2, options.sid(), own)
                : new InitialMessage(InitialMessage.VERSION_1, options.sid(), own.subList(0, 1));
        ByteBuf bytes = channel.alloc().buffer();
        message.write(new JuteWriter(bytes));
        return bytes;
    }

    void received(ElectionPeer peer, Notification notification) {
        peer.heard();
        if (!closed) {
            listener.received(peer.sid(), notification);
        }
    }

    void unreachable(ElectionPeer peer) {
        if (!closed) {
            listener.unreachable(peer.sid());
        }
    }

    void forgetStranger(ElectionPeer peer) {
        if (!members.contains(peer.sid()) && peer.isIdle()) {
            peers.remove(peer.sid(), peer);
        }
    }

    /** Ends every connection; the listener is not called any more once this returns. Not on the loop. */
    @Override
    public void close() {
        closed = true;
        transport
                .loop()
                .submit(() -> {
                    if (binding != null) {
                        binding.close();
                    }
                    peers.values().forEach(ElectionPeer::close);
                    List.copyOf(channels).forEach(Channel::close);
                })
                .syncUninterruptibly();
        transport.close();
    }
}
