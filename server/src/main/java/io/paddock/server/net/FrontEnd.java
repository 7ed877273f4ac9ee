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
import io.paddock.server.auth.AccessControl;
import io.paddock.server.config.ServerConfig;
import io.paddock.server.core.Clock;
import io.paddock.server.core.Core;
import io.paddock.server.metrics.Metrics;
import io.paddock.server.ops.ReadOps;
import io.paddock.server.ops.WriteOps;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client port: event loops, the listening socket, and the connections on them. */
public final class FrontEnd implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FrontEnd.class);
    private static final WriteBufferWaterMark WATER_MARKS = new WriteBufferWaterMark(256 << 10, 1 << 20);
    private static final int BACKLOG_DEFAULT = 4096;
    private static final long SWEEP_MILLIS = 1000;

    private final Service service;
    private final MultiThreadIoEventLoopGroup group;
    private final Map<EventLoop, Loop> loops = new HashMap<>();
    private final ServerBootstrap bootstrap;
    private InetSocketAddress asked;
    private volatile Channel listener;
    private boolean stopped;

    /**
     * Starts the event loops; nobody can connect before {@link #bind}.
     *
     * @param loopCount event loops, at least 1
     */
    public FrontEnd(
            ServerConfig config,
            ZnodeTree tree,
            Core core,
            AccessControl access,
            Clock clock,
            Metrics metrics,
            int loopCount) {
        this.group = new MultiThreadIoEventLoopGroup(
                loopCount,
                new DefaultThreadFactory("loop", true),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        WriteOps writes = new WriteOps(
                config.znodes().extendedTypesEnabled(), config.znodes().enforceQuota(), config.reconfigEnabled(), null);
        this.service = new Service(
                config,
                tree,
                core,
                access,
                new ReadOps(),
                writes,
                new LateWords(),
                new Admission(config.limits(), metrics.counter("connection_rejected")),
                Throttles.of(config, clock, metrics, loops.values()),
                new RefusalLog(),
                NetCounters.of(metrics),
                clock);
        this.bootstrap = bootstrap();
        long bytesMax = PlatformDependent.maxDirectMemory() / 4 / loopCount;
        for (EventExecutor executor : group) {
            Loop loop = new Loop((EventLoop) executor, tree.gate(), bytesMax);
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
                // Who asks a four-letter word often closes his side at once, and still wants the answer.
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                // A failed write must not throw away requests that the kernel has received and nobody has read.
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

    /** Listens. @param words answers four-letter words. @throws IOException when the address cannot be bound */
    public void bind(InetSocketAddress address, Words words) throws IOException {
        ((LateWords) service.words()).set(words);
        listenFirst(address);
        long sessionlessNanos =
                TimeUnit.MILLISECONDS.toNanos(service.config().sessions().sessionlessTimeoutMillis());
        for (Loop loop : loops.values()) {
            loop.eventLoop()
                    .scheduleWithFixedDelay(
                            () -> loop.sweep(System.nanoTime(), sessionlessNanos),
                            SWEEP_MILLIS,
                            SWEEP_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Listens elsewhere from now on; connections stay. Where that cannot be, stays where it is. Blocks for a moment.
     *
     * @param address the same as before changes nothing
     */
    public synchronized void move(InetSocketAddress address) {
        if (stopped || address.equals(asked)) {
            return;
        }
        if (listener == null) {
            asked = address; // To be bound in place of what was configured.
            return;
        }
        InetSocketAddress before = asked;
        Channel old = listener;
        boolean overlaps = address.getPort() == before.getPort();
        try {
            if (overlaps) { // Then the one cannot be had while the other is.
                old.close().syncUninterruptibly();
            }
            listen(address);
            old.close();
        } catch (IOException e) {
            LOG.error("Clients still find this server at {} only", before, e);
            if (overlaps) {
                listenAgain(before);
            }
        }
    }

    private synchronized void listenFirst(InetSocketAddress address) throws IOException {
        listen(asked == null ? address : asked);
    }

    private void listenAgain(InetSocketAddress address) {
        try {
            listen(address);
        } catch (IOException e) {
            LOG.error("No client finds this server any more", e);
        }
    }

    private synchronized void listen(InetSocketAddress address) throws IOException {
        try {
            listener = bootstrap.bind(address).sync().channel();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while binding to " + address, e);
        } catch (Exception e) {
            throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
        asked = address;
        // As it was asked for: a wildcard address reads 0.0.0.0 then, which is what operators grep for.
        LOG.info("binding to port {}", address.getPort() == 0 ? listener.localAddress() : address);
    }

    private static Class<? extends ServerChannel> serverChannelType() {
        return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    private void accept(Channel channel) {
        InetSocketAddress peer = (InetSocketAddress) channel.remoteAddress();
        if (peer == null) {
            channel.close(); // It has gone already.
            return;
        }
        String refusal = service.admission().enter(peer.getAddress());
        if (refusal != null) {
            service.refusals().warn(peer, refusal);
            channel.close();
            return;
        }
        Loop loop = loops.get(channel.eventLoop());
        Connection connection = new Connection(service, loop, channel);
        loop.add(connection);
        channel.pipeline().addLast(connection);
    }

    /** @return where it listens; the port is the real one where 0 was asked for */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    public Admission admission() {
        return service.admission();
    }

    public ConnectionThrottle connectionThrottle() {
        return service.throttles().sessions();
    }

    /** @return all loops' figures together, which may be some moments old */
    public LoopStats.Figures figures() {
        LoopStats.Figures sum = LoopStats.Figures.NONE;
        for (Loop loop : loops.values()) {
            sum = sum.plus(loop.stats().figures());
        }
        return sum;
    }

    /** Counts latencies and packets from zero again. @return done when every loop has */
    public CompletableFuture<Void> resetFigures() {
        return onEachLoop(loop -> CompletableFuture.runAsync(() -> loop.stats().reset(), loop.eventLoop()))
                .thenApply(done -> null);
    }

    /** Counts what each connection did from zero again. @return done when every loop has */
    public CompletableFuture<Void> resetConnections() {
        return onEachLoop(loop -> CompletableFuture.runAsync(
                        () -> loop.connections().forEach(each -> each.stats().reset()), loop.eventLoop()))
                .thenApply(done -> null);
    }

    /** @return every connection, gathered loop by loop */
    public CompletableFuture<List<ConnectionView>> connections() {
        return onEachLoop(loop -> CompletableFuture.supplyAsync(
                        () -> loop.connections().stream()
                                .map(ConnectionView::new)
                                .toList(),
                        loop.eventLoop()))
                .thenApply(parts -> parts.stream().flatMap(List::stream).toList());
    }

    /**
     * @return who watches which path in the data table, gathered loop by loop in slices; a path that is watched from several loops comes once
     *     for each
     */
    public CompletableFuture<List<WatchedBy>> dataWatches() {
        return onEachLoop(WatchGathering::start)
                .thenApply(parts -> parts.stream().flatMap(List::stream).toList());
    }

    private <T> CompletableFuture<List<T>> onEachLoop(Function<Loop, CompletableFuture<T>> task) {
        List<CompletableFuture<T>> parts = loops.values().stream().map(task).toList();
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(done -> parts.stream().map(CompletableFuture::join).toList());
    }

    /** Stops listening; connections stay. */
    public synchronized void stopListening() {
        stopped = true;
        if (listener != null) {
            listener.close().syncUninterruptibly();
        }
    }

    /** Closes every connection and ends the loops. */
    @Override
    public void close() {
        stopListening();
        for (Loop loop : loops.values()) {
            loop.eventLoop().execute(() -> List.copyOf(loop.connections())
                    .forEach(each -> each.life().closeNow()));
        }
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        loops.values().forEach(loop -> loop.shard().close());
    }
}
