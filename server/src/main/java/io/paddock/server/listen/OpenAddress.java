// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.InetSocketAddress;

/**
 * One address that is listened on. If its name may get another address, it counts the connections that came
 * in over it.
 */
final class OpenAddress {
    private final Channel channel;
    private final InetSocketAddress address;
    private long unnamedSinceNanos;
    private boolean unnamed;

    /**
     * Takes over an open channel.
     *
     * @param asked the address that was asked for; its port may be 0
     */
    OpenAddress(InetSocketAddress asked, Channel channel) {
        this.channel = channel;
        int port = ((InetSocketAddress) channel.localAddress()).getPort();
        this.address = asked.getPort() == port ? asked : new InetSocketAddress(asked.getAddress(), port);
    }

    /**
     * @return the address that was asked for, with the real port: a wildcard address reads 0.0.0.0, the text
     *     that operators search for in the log
     */
    InetSocketAddress address() {
        return address;
    }

    /** @return whether a connection to {@code wanted} arrives here */
    boolean covers(InetSocketAddress wanted) {
        return address.getPort() == wanted.getPort()
                && (address.getAddress().isAnyLocalAddress()
                        || address.getAddress().equals(wanted.getAddress()));
    }

    /** @return whether this and {@code wanted} cannot be open at the same time */
    boolean excludes(InetSocketAddress wanted) {
        return address.getPort() == wanted.getPort()
                && (address.getAddress().isAnyLocalAddress()
                        || wanted.getAddress().isAnyLocalAddress()
                        || address.getAddress().equals(wanted.getAddress()));
    }

    /** Notes that a configured name has this address. */
    void markNamed() {
        unnamed = false;
    }

    /**
     * Notes that no configured name has this address now.
     *
     * @return for how many nanoseconds no name has had it
     */
    long markUnnamed(long nowNanos) {
        if (!unnamed) {
            unnamed = true;
            unnamedSinceNanos = nowNanos;
        }
        return nowNanos - unnamedSinceNanos;
    }

    /** @return whether a connection that came in here is open; false if connections are not counted */
    boolean hasConnections() {
        ConnectionCount count = channel.pipeline().get(ConnectionCount.class);
        return count != null && count.isPositive();
    }

    ChannelFuture close() {
        return channel.close();
    }
}
