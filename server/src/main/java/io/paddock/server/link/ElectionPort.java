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
 * <p>There is no authentication: a peer states its id, and is believed. A peer that is no member is answered
 * too, because it may want to join. The number of such peers is limited. So is the number of connections that
 * have not yet identified themselves; if there are too many, the oldest is closed.
 *
 * <p>One event loop owns all of it. The listener is called on that loop.
 */
public final class ElectionPort implements ElectionLinks, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ElectionPort.class);

    /** Connections that have not identified themselves. */
    private static final int UNINTRODUCED_MAX = 64;

    /** Peers that are no members: servers that want to join, and impostors. */
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

    /**
     * Opens nothing yet.
     *
     * @param options how the port works
     * @param members where the other members are dialled; this server's own entry is ignored
     * @param names looks up host names
     * @param listener receives the notifications of the others
     */
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
     * Listens. The options limit the number of attempts.
     *
     * @return where the port listens; fails with {@link CannotListen} after the last attempt has failed
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

    /**
     * Listens elsewhere from now on, and announces that to each peer that it dials. Connections stay. Any
     * thread.
     */
    public void move(List<HostPort> addresses) {
        transport.loop().execute(() -> {
            if (binding != null) {
                binding.move(addresses);
            }
        });
    }

    /** Looks up this server's own names again, because their addresses may have changed. Any thread. */
    public void lookAgain() {
        transport.loop().execute(() -> {
            if (binding != null) {
                binding.lookAgain();
            }
        });
    }

    /** Dials these members from now on. Connections stay. Any thread. */
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

    // The methods below are called by the parts of this port, on its loop.

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
            // A member identifies itself at once, so the newest connection stays. Otherwise a flood of silent
            // connections would keep members out.
            refuse(unintroduced.iterator().next(), "too many connections that have not identified themselves");
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

    /** Decides by the ids which of two connections stays. */
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

    /** A server can listen on the wildcard address, but no peer can dial it. */
    private static List<HostPort> usable(List<HostPort> announced) {
        return announced.stream()
                .filter(each -> !each.isAnyAddress())
                .filter(each -> each.port() > 0)
                .toList();
    }

    /** Connects to a peer, which need not answer yet. */
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

    /** Connects only to see whether an address answers. */
    ChannelFuture probe(InetSocketAddress address) {
        return transport.connect(address, options.probeMillis(), new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                track(channel);
            }
        });
    }

    /** This server's id and addresses, written in one piece: ZooKeeper hangs up if they arrive in two. */
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

    /**
     * Ends every connection. After this returns, the listener is not called any more. Must not be called on
     * the loop.
     */
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
