// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The parts of a server that a load generator needs. It grants sessions, knows which paths were created, and
 * sets and fires data watches. It answers every other request with an empty success, and counts requests.
 */
public final class FakeServer implements AutoCloseable {
    private static final int CREATE = 1;
    private static final int DELETE = 2;
    private static final int GET = 4;
    private static final int SET = 5;
    private static final int PING = 11;
    private static final int CLOSE = -11;
    private static final int NO_NODE = -101;
    private static final int NODE_EXISTS = -110;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel listening;
    private final Map<Integer, AtomicLong> counts = new ConcurrentHashMap<>();
    private final Set<String> paths = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<String, Set<Channel>> watches = new ConcurrentHashMap<>();
    private final AtomicLong sessions = new AtomicLong();
    private volatile int dropAfter = Integer.MAX_VALUE;

    public FakeServer() {
        listening = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new LengthFieldBasedFrameDecoder(1 << 20, 0, 4, 0, 4), new Session());
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    public String hostPort() {
        return "127.0.0.1:" + address().getPort();
    }

    /** How many requests with that opcode arrived. */
    public long count(int opcode) {
        AtomicLong count = counts.get(opcode);
        return count == null ? 0 : count.get();
    }

    public long sessions() {
        return sessions.get();
    }

    public Set<String> paths() {
        return paths;
    }

    /** From now on, a connection is cut after this many requests. */
    public void dropAfter(int requests) {
        dropAfter = requests;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Session extends SimpleChannelInboundHandler<ByteBuf> {
        private boolean greeted;
        private int requests;

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
            if (!greeted) {
                greeted = true;
                welcome(context, frame);
                return;
            }
            if (++requests > dropAfter) {
                context.close();
                return;
            }
            int xid = frame.readInt();
            int opcode = frame.readInt();
            counts.computeIfAbsent(opcode, any -> new AtomicLong()).incrementAndGet();
            int error = answer(context.channel(), opcode, frame);
            ByteBuf reply = header(xid, error);
            if (opcode == GET && error == 0) {
                reply.writeInt(3).writeBytes(new byte[3]).writeBytes(new byte[68]);
            }
            reply.setInt(0, reply.readableBytes() - 4);
            if (opcode == CLOSE) {
                context.writeAndFlush(reply).addListener(ChannelFutureListener.CLOSE);
            } else {
                context.writeAndFlush(reply);
            }
        }

        private void welcome(ChannelHandlerContext context, ByteBuf hello) {
            int timeoutMillis = hello.getInt(12);
            ByteBuf welcome = Unpooled.buffer();
            welcome.writeInt(37).writeInt(0).writeInt(timeoutMillis).writeLong(sessions.incrementAndGet());
            welcome.writeInt(16).writeBytes(new byte[16]).writeByte(0);
            context.writeAndFlush(welcome);
        }
    }

    private int answer(Channel client, int opcode, ByteBuf body) {
        if (opcode == PING || opcode == CLOSE || opcode < 0 || body.readableBytes() < 4) {
            return 0;
        }
        if (opcode != CREATE && opcode != DELETE && opcode != GET && opcode != SET) {
            return 0;
        }
        String path =
                body.readCharSequence(body.readInt(), StandardCharsets.UTF_8).toString();
        if (opcode == CREATE) {
            return paths.add(path) ? 0 : NODE_EXISTS;
        }
        if (opcode == DELETE) {
            return paths.remove(path) ? 0 : NO_NODE;
        }
        if (!paths.contains(path)) {
            return NO_NODE;
        }
        if (opcode == SET) {
            fire(path);
        } else if (body.readByte() != 0) {
            watches.computeIfAbsent(path, any -> ConcurrentHashMap.newKeySet()).add(client);
        }
        return 0;
    }

    private void fire(String path) {
        Set<Channel> watchers = watches.remove(path);
        if (watchers != null) {
            byte[] name = path.getBytes(StandardCharsets.UTF_8);
            for (Channel watcher : watchers) {
                ByteBuf event = header(-1, 0)
                        .writeInt(3)
                        .writeInt(3)
                        .writeInt(name.length)
                        .writeBytes(name);
                event.setInt(0, event.readableBytes() - 4);
                watcher.writeAndFlush(event);
            }
        }
    }

    private static ByteBuf header(int xid, int error) {
        return Unpooled.buffer().writeInt(0).writeInt(xid).writeLong(1).writeInt(error);
    }
}
