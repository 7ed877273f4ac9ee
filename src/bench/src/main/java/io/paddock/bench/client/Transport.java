// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SelectStrategy;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The event loops of a load generator: epoll if available, otherwise NIO. */
public final class Transport implements AutoCloseable {
    /** Big enough for the replies to a full window, so that one read system call takes them all. */
    private static final int READ_BYTES = 64 * 1024;

    private static final int SPIN_EVENTS = 1024;

    private final MultiThreadIoEventLoopGroup group;
    private final Class<? extends SocketChannel> channelType;
    private final List<EventLoop> loops = new ArrayList<>();

    /** Starts {@code threads} event loops that sleep until there is something to do. */
    public Transport(int threads) {
        this(threads, false);
    }

    /**
     * Starts {@code threads} event loops.
     *
     * @param spin whether they poll without sleeping. Each then takes a whole core. The latencies do not
     *   include the time that the kernel needs to wake a sleeping thread (30 µs and more on virtual machines)
     */
    public Transport(int threads, boolean spin) {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? epoll(spin) : NioIoHandler.newFactory();
        channelType = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("bench", true), io);
        for (int i = 0; i < threads; i++) {
            loops.add(group.next());
        }
    }

    private static IoHandlerFactory epoll(boolean spin) {
        SelectStrategy busy = (ready, hasTasks) -> hasTasks ? ready.get() : SelectStrategy.BUSY_WAIT;
        return spin ? EpollIoHandler.newFactory(SPIN_EVENTS, () -> busy) : EpollIoHandler.newFactory();
    }

    /** Returns the number of event loops. */
    public int size() {
        return loops.size();
    }

    /** Returns the event loop of that index. */
    public EventLoop loop(int index) {
        return loops.get(index);
    }

    /** Starts to connect. {@link Connection#ready()} reports the result. */
    public void dial(InetSocketAddress server, int loop, Connection connection, int connectTimeoutMillis) {
        new Bootstrap()
                .group(loops.get(loop))
                .channel(channelType)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectTimeoutMillis)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
                .handler(connection)
                .connect(server)
                .addListener(result -> {
                    if (!result.isSuccess()) {
                        connection.neverConnected(result.cause());
                    }
                });
    }

    /** Closes everything that is still open and ends the threads. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
