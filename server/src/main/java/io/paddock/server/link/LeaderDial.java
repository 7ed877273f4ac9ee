// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.server.listen.Lookups;
import io.paddock.server.listen.Names;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The learner's side of the quorum port: dials a leader.
 *
 * <p>Followers may know their leader before it listens, so a refused connection is tried again. All addresses
 * of the leader are dialled at the same time, and the first connection is kept. Names are looked up at each
 * attempt. One event loop does all of it.
 */
public final class LeaderDial implements AutoCloseable {
    private final QuorumOptions options;
    private final MemberTransport transport;
    private final Set<Channel> channels = new LinkedHashSet<>();

    public LeaderDial(QuorumOptions options, Names names) {
        this.options = options;
        this.transport = new MemberTransport("learner", names, false, 0);
    }

    /** Runs a task on the event loop after a delay. */
    public void later(Runnable task, int millis) {
        transport.loop().schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Connects. The connection starts with the read timeout for finding a leader. The caller changes it as
     * the protocol continues.
     *
     * @param addresses of the leader's quorum port
     * @param listener receives the packets
     * @return the connection; fails with an {@link IOException} when attempts or time are used up; cancel it
     *     to give up
     */
    public CompletableFuture<QuorumLink> connect(List<HostPort> addresses, QuorumLinkListener listener) {
        return connect(addresses, options.connectAttempts(), listener);
    }

    /** Connects with a single attempt: the caller can use another server instead. */
    public CompletableFuture<QuorumLink> connectOnce(List<HostPort> addresses, QuorumLinkListener listener) {
        return connect(addresses, 1, listener);
    }

    private CompletableFuture<QuorumLink> connect(
            List<HostPort> addresses, int attemptsMax, QuorumLinkListener listener) {
        CompletableFuture<QuorumLink> connected = new CompletableFuture<>();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(options.connectTimeoutMillis());
        transport.loop().execute(() -> new Attempts(addresses, attemptsMax, listener, connected, end).next());
        return connected;
    }

    /** The attempts to reach one leader. Confined to the loop. */
    private final class Attempts {
        private final List<HostPort> addresses;
        private final int attemptsMax;
        private final QuorumLinkListener listener;
        private final CompletableFuture<QuorumLink> connected;
        private final long endNanos;
        private int made;

        Attempts(
                List<HostPort> addresses,
                int attemptsMax,
                QuorumLinkListener listener,
                CompletableFuture<QuorumLink> connected,
                long endNanos) {
            this.addresses = addresses;
            this.attemptsMax = attemptsMax;
            this.listener = listener;
            this.connected = connected;
            this.endNanos = endNanos;
        }

        void next() {
            if (!connected.isDone()) {
                made++;
                transport.resolve(addresses).thenAccept(this::dialAll);
            }
        }

        private void dialAll(Lookups.Resolved resolved) {
            List<String> failures = new ArrayList<>(resolved.unresolved());
            List<InetSocketAddress> targets =
                    resolved.addresses().stream().distinct().toList();
            int millis = (int) Math.max(1, millisLeft());
            int[] pending = {targets.size()};
            for (InetSocketAddress target : targets) {
                dial(target, millis).addListener(done -> {
                    pending[0]--;
                    Channel channel = ((ChannelFuture) done).channel();
                    if (done.isSuccess() && channel.isActive()) {
                        keepFirst(channel);
                        return;
                    }
                    failures.add(target + ": " + (done.isSuccess() ? "hung up" : PeerFailure.textOf(done.cause())));
                    if (pending[0] == 0) {
                        failed(failures);
                    }
                });
            }
            if (targets.isEmpty()) {
                failed(failures);
            }
        }

        private ChannelFuture dial(InetSocketAddress target, int millis) {
            return transport.connect(target, millis, new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                    channels.add(channel);
                    channel.closeFuture().addListener(done -> channels.remove(channel));
                    // The channel reads nothing and calls no listener until it is known to be the connection
                    // that is kept.
                    channel.config().setAutoRead(false);
                }
            });
        }

        private void keepFirst(Channel channel) {
            QuorumLink link = new QuorumLink(channel, options, listener);
            if (connected.isDone()) {
                channel.close();
                return;
            }
            channel.pipeline().addLast(new QuorumFrames(link, options, true));
            link.deadline().restart(options.initTimeoutMillis());
            channel.config().setAutoRead(true);
            if (!connected.complete(link)) {
                link.close("it is not wanted any more");
            }
        }

        private void failed(List<String> failures) {
            if (connected.isDone()) {
                return;
            }
            if (made >= attemptsMax || millisLeft() <= options.connectPauseMillis()) {
                connected.completeExceptionally(new IOException(
                        "cannot connect to the leader, after " + made + " attempts: " + String.join(", ", failures)));
                return;
            }
            transport.loop().schedule(this::next, options.connectPauseMillis(), TimeUnit.MILLISECONDS);
        }

        private long millisLeft() {
            return TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
        }
    }

    /** Ends every connection. Must not be called on the loop. */
    @Override
    public void close() {
        transport
                .loop()
                .submit(() -> List.copyOf(channels).forEach(Channel::close))
                .syncUninterruptibly();
        transport.close();
    }
}
