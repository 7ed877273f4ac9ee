// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.PlatformDependent;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.server.auth.AccessControl;
import io.paddock.server.config.ServerConfig;
import io.paddock.server.core.Clock;
import io.paddock.server.core.CoreParts;
import io.paddock.server.core.PublishedRole;
import io.paddock.server.facts.ConnectionFacts;
import io.paddock.server.facts.WatchedPathFacts;
import io.paddock.server.listen.Names;
import io.paddock.server.listen.Pace;
import io.paddock.server.metrics.Metrics;
import io.paddock.server.ops.ReadOps;
import io.paddock.server.ops.WriteOps;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The client port: event loops, the listening socket, and the connections on them. */
public final class FrontEnd implements AutoCloseable {
    private static final WriteBufferWaterMark WATER_MARKS = new WriteBufferWaterMark(256 << 10, 1 << 20);
    private static final int BACKLOG_DEFAULT = 4096;
    private static final long SWEEP_MILLIS_MAX = 1000;

    private final Service service;
    private final MultiThreadIoEventLoopGroup group;
    private final Map<EventLoop, LoopState> loops = new HashMap<>();
    private final ClientListener listener;

    /**
     * Starts the event loops. No client can connect before {@link #bind}.
     *
     * @param config as configured
     * @param core takes the requests
     * @param role this server's current role
     * @param access authenticates clients and checks ACLs
     * @param metrics counts what happens
     * @param loopCount event loops, at least 1
     */
    public FrontEnd(
            ServerConfig config,
            CoreParts core,
            PublishedRole role,
            AccessControl access,
            Metrics metrics,
            int loopCount) {
        Clock clock = core.clock();
        this.group = new MultiThreadIoEventLoopGroup(
                loopCount,
                new DefaultThreadFactory("loop", true),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        WriteOps writes = new WriteOps(
                config.znodes().extendedTypesEnabled(), config.znodes().enforceQuota(), config.reconfigEnabled(), null);
        this.service = new Service(
                config,
                core.tree(),
                core.inbox(),
                role,
                access,
                new ReadOps(),
                writes,
                new LateWords(),
                new Admission(config.limits(), metrics.counter("connection_rejected")),
                Throttles.of(config, clock, metrics, loops.values()),
                new RefusalLog(),
                NetCounters.of(metrics),
                clock);
        this.listener = new ClientListener(group.next(), Names.SYSTEM, Pace.USUAL, bootstrap()::bind);
        long bytesMax = PlatformDependent.maxDirectMemory() / 4 / loopCount;
        for (EventExecutor executor : group) {
            LoopState loop = new LoopState((EventLoop) executor, core.tree().gate(), bytesMax);
            loops.put(loop.eventLoop(), loop);
            core.add(loop.shard());
        }
    }

    private ServerBootstrap bootstrap() {
        int backlog = service.config().clientPort().listenBacklog();
        return new ServerBootstrap()
                .group(group)
                .channel(serverChannelType())
                .option(ChannelOption.SO_BACKLOG, backlog > 0 ? backlog : BACKLOG_DEFAULT)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                // Clients that send a four-letter word often half-close the connection at once.
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                // A failed write must not discard requests that the kernel has received and the server has
                // not read.
                .childOption(ChannelOption.AUTO_CLOSE, false)
                .childOption(
                        ChannelOption.SO_KEEPALIVE,
                        service.config().clientPort().tcpKeepAlive())
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                });
    }

    /**
     * Listens.
     *
     * @param address to listen on
     * @param words answers four-letter words
     * @throws IOException when the address cannot be bound
     */
    public void bind(HostPort address, Words words) throws IOException {
        ((LateWords) service.words()).set(words);
        listener.bind(address);
        long sessionlessNanos =
                TimeUnit.MILLISECONDS.toNanos(service.config().sessions().sessionlessTimeoutMillis());
        long sweepNanos = sweepNanos(sessionlessNanos);
        for (LoopState loop : loops.values()) {
            loop.eventLoop()
                    .scheduleWithFixedDelay(
                            () -> loop.sweep(System.nanoTime(), sessionlessNanos),
                            sweepNanos,
                            sweepNanos,
                            TimeUnit.NANOSECONDS);
        }
    }

    /**
     * @return how often to look for connections that open no session; each is closed at most a quarter of its
     *     time late
     */
    static long sweepNanos(long sessionlessNanos) {
        return Math.min(TimeUnit.MILLISECONDS.toNanos(SWEEP_MILLIS_MAX), Math.max(1, sessionlessNanos / 4));
    }

    /**
     * Listens on another address from now on. Connections stay. If that fails, it stays on the old one. Does
     * not block.
     */
    public void move(HostPort address) {
        listener.move(address);
    }

    private static Class<? extends ServerChannel> serverChannelType() {
        return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    private void accept(Channel channel) {
        InetSocketAddress peer = (InetSocketAddress) channel.remoteAddress();
        if (peer == null) {
            channel.close(); // The client has closed it already.
            return;
        }
        String refusal = service.admission().enter(peer.getAddress());
        if (refusal != null) {
            service.refusals().warn(peer, refusal);
            channel.close();
            return;
        }
        LoopState loop = loops.get(channel.eventLoop());
        Connection connection = new Connection(service, loop, channel);
        loop.add(connection);
        channel.pipeline().addLast(connection);
    }

    /** @return where the port listens; the port number is the real one if 0 was configured */
    public InetSocketAddress address() {
        return listener.address();
    }

    public Admission admission() {
        return service.admission();
    }

    public ConnectionThrottle connectionThrottle() {
        return service.throttles().sessions();
    }

    /** @return the sum of all loops' figures, which may be slightly old */
    public LoopStats.Figures figures() {
        LoopStats.Figures sum = LoopStats.Figures.NONE;
        for (LoopState loop : loops.values()) {
            sum = sum.plus(loop.stats().figures());
        }
        return sum;
    }

    /**
     * Starts to count latencies and packets from zero again.
     *
     * @return done when every loop has done so
     */
    public CompletableFuture<Void> resetFigures() {
        return onEachLoop(loop -> CompletableFuture.runAsync(() -> loop.stats().reset(), loop.eventLoop()))
                .thenApply(done -> null);
    }

    /**
     * Starts to count each connection's figures from zero again.
     *
     * @return done when every loop has done so
     */
    public CompletableFuture<Void> resetConnections() {
        return onEachLoop(loop -> CompletableFuture.runAsync(
                        () -> loop.connections().forEach(each -> each.stats().reset()), loop.eventLoop()))
                .thenApply(done -> null);
    }

    /** @return every connection, gathered loop by loop */
    public CompletableFuture<List<ConnectionFacts>> connections() {
        return onEachLoop(loop -> CompletableFuture.supplyAsync(
                        () -> loop.connections().stream()
                                .map(ConnectionView::factsOf)
                                .toList(),
                        loop.eventLoop()))
                .thenApply(parts -> parts.stream().flatMap(List::stream).toList());
    }

    /**
     * Gathers the watched paths of the data table with their sessions, loop by loop, in slices.
     *
     * @return the paths; a path that is watched from several loops comes once for each loop
     */
    public CompletableFuture<List<WatchedPathFacts>> dataWatches() {
        return onEachLoop(WatchGathering::start)
                .thenApply(parts -> parts.stream().flatMap(List::stream).toList());
    }

    private <T> CompletableFuture<List<T>> onEachLoop(Function<LoopState, CompletableFuture<T>> task) {
        List<CompletableFuture<T>> parts = loops.values().stream().map(task).toList();
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(done -> parts.stream().map(CompletableFuture::join).toList());
    }

    /** Stops listening. Connections stay. */
    public void stopListening() {
        listener.stop();
    }

    /** Closes every connection and ends the loops. */
    @Override
    public void close() {
        stopListening();
        for (LoopState loop : loops.values()) {
            loop.eventLoop().execute(() -> List.copyOf(loop.connections())
                    .forEach(each -> each.life().closeNow()));
        }
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        loops.values().forEach(loop -> loop.shard().close());
    }
}
