// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the answer to a four-letter word piece by piece, each when the one before is on its way, then closes. On the loop. */
final class WordReply implements ChannelFutureListener {
    private static final Logger LOG = LoggerFactory.getLogger(WordReply.class);
    private static final int PIECE_BYTES = 64 << 10;

    private final Channel channel;
    private final byte[] answer;
    private int sent;

    private WordReply(Channel channel, byte[] answer) {
        this.channel = channel;
        this.answer = answer;
    }

    /** @param answer empty, or null where there is a failure instead: then nothing is sent before it closes */
    static void send(Channel channel, byte[] answer, Throwable failure, LoopStats stats) {
        if (failure != null) {
            LOG.warn("answering {} failed", channel.remoteAddress(), failure);
        }
        boolean silent = answer == null || answer.length == 0;
        if (!silent) {
            stats.word();
        }
        new WordReply(channel, silent ? new byte[0] : answer).send();
    }

    private void send() {
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
