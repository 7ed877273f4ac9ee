// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.server.listen.Lookups;
import io.paddock.server.listen.Names;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One event loop for connections between members, and threads on which a lookup of names may block. */
final class MemberTransport implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final Lookups lookups;
    private final boolean keepAlive;
    private final int unansweredMillis;

    /**
     * Starts the loop.
     *
     * @param threadName of the loop
     * @param names looks up host names
     * @param keepAlive whether TCP keepalive is on
     * @param unansweredMillis how long the other side may acknowledge nothing before the system closes the
     *     connection, where it can; 0 for the system's own limit
     */
    MemberTransport(String threadName, Names names, boolean keepAlive, int unansweredMillis) {
        this.group = new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory(threadName, true),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        this.loop = group.next();
        this.lookups = new Lookups(loop, names, threadName + "-names");
        this.keepAlive = keepAlive;
        this.unansweredMillis = unansweredMillis;
    }

    EventLoop loop() {
        return loop;
    }

    /**
     * Listens on an address.
     *
     * @param child set up on the loop for each connection
     */
    ChannelFuture bind(InetSocketAddress address, ChannelHandler child) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, keepAlive)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childHandler(child);
        if (Epoll.isAvailable() && unansweredMillis > 0) {
            bootstrap.childOption(EpollChannelOption.TCP_USER_TIMEOUT, unansweredMillis);
        }
        return bootstrap.bind(address);
    }

    ChannelFuture connect(InetSocketAddress address, int timeoutMillis, ChannelHandler handler) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, keepAlive)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .handler(handler);
        if (Epoll.isAvailable() && unansweredMillis > 0) {
            bootstrap.option(EpollChannelOption.TCP_USER_TIMEOUT, unansweredMillis);
        }
        return bootstrap.connect(address);
    }

    Lookups lookups() {
        return lookups;
    }

    /**
     * Looks up every host again, on another thread.
     *
     * @return completed on the loop
     */
    CompletableFuture<Lookups.Resolved> resolve(List<HostPort> hosts) {
        return lookups.resolve(hosts);
    }

    /** Ends the loop. The owner of the channels has closed them before. */
    @Override
    public void close() {
        lookups.close();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    static Channel quietly(Channel channel) {
        if (channel != null) {
            channel.close();
        }
        return null;
    }
}
