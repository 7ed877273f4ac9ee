// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the open connections that a listening channel has accepted. The channel's event loop counts; any thread asks. */
final class ConnectionCount extends ChannelInboundHandlerAdapter {
    private final AtomicInteger open = new AtomicInteger();

    /** @return whether any connection is open */
    boolean isPositive() {
        return open.get() > 0;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        open.incrementAndGet();
        ((Channel) accepted).closeFuture().addListener(done -> open.decrementAndGet());
        ctx.fireChannelRead(accepted);
    }
}
