// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The sockets of one loop that are being closed in order, oldest first. Their number and time are limited.
 * Confined to the loop.
 */
final class OrderlyCloses {
    private static final int SOCKETS_MAX = 512;
    private static final long NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

    private final Set<OrderlyClose> sockets = new LinkedHashSet<>();

    /** Closes a socket to which everything has been written. No handler may serve it any more. */
    void begin(Channel channel) {
        boolean isClientDone =
                !channel.isActive() || !(channel instanceof DuplexChannel duplex) || duplex.isInputShutdown();
        if (isClientDone) {
            channel.close(); // Nothing more can arrive, so nothing is reset.
            return;
        }
        if (sockets.size() >= SOCKETS_MAX) {
            sockets.iterator().next().closeNow();
        }
        OrderlyClose socket = new OrderlyClose(this, channel, System.nanoTime());
        sockets.add(socket);
        socket.start();
    }

    void remove(OrderlyClose socket) {
        sockets.remove(socket);
    }

    /** Called once a second: closes sockets whose time is over. */
    void sweep(long nowNanos) {
        Iterator<OrderlyClose> oldest = List.copyOf(sockets).iterator();
        while (oldest.hasNext()) {
            OrderlyClose socket = oldest.next();
            if (nowNanos - socket.sinceNanos() < NANOS_MAX) {
                return;
            }
            socket.closeNow();
        }
    }

    /** @return how many sockets wait for their clients' FIN */
    int count() {
        return sockets.size();
    }
}
