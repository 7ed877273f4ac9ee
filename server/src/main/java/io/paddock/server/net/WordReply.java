// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;

/** Sends the answer to a four-letter word piece by piece, each when the one before is on its way, then closes. On the loop. */
final class WordReply implements ChannelFutureListener {
    private static final int PIECE_BYTES = 64 << 10;

    private final Channel channel;
    private final byte[] answer;
    private int sent;

    WordReply(Channel channel, byte[] answer) {
        this.channel = channel;
        this.answer = answer;
    }

    void send() {
        int length = Math.min(PIECE_BYTES, answer.length - sent);
        int from = sent;
        sent += length;
        channel.writeAndFlush(Unpooled.wrappedBuffer(answer, from, length)).addListener(this);
    }

    @Override
    public void operationComplete(ChannelFuture written) {
        if (written.isSuccess() && sent < answer.length) {
            send();
        } else {
            channel.close();
        }
    }
}
