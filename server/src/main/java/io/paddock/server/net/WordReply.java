// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;

/**
 * Sends the answer to a four-letter word in pieces, then closes the connection. Each piece is written after
 * the one before it has been sent. On the loop.
 */
final class WordReply implements ChannelFutureListener {
    private static final int PIECE_BYTES = 64 << 10;

    private static final int REST_BYTES_MAX = 64;

    private final Connection connection;
    private final Channel channel;
    private final byte[] answer;
    private int sent;

    private WordReply(Connection connection, Channel channel, byte[] answer) {
        this.connection = connection;
        this.channel = channel;
        this.answer = answer;
    }

    /**
     * Answers a word and closes the connection.
     *
     * @param service answers the word
     * @param word the first four bytes
     * @param behind the bytes that arrived after the word
     * @param connection that received it
     * @param channel of the connection
     * @param loop of the connection
     */
    static void answer(
            Service service, int word, ByteBuf behind, Connection connection, Channel channel, LoopState loop) {
        byte[] rest = new byte[Math.min(REST_BYTES_MAX, behind.readableBytes())];
        behind.readBytes(rest);
        RefusalLog refusals = service.refusals();
        service.words().answer(word, rest, connection.peer()).whenComplete((answer, failure) -> loop.eventLoop()
                .execute(() -> {
                    if (failure != null) {
                        refusals.wordFailed(connection.peer(), failure);
                    }
                    boolean silent = answer == null || answer.length == 0;
                    if (!silent) {
                        loop.stats().word();
                    }
                    new WordReply(connection, channel, silent ? new byte[0] : answer).send();
                }));
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
            connection.life().closeInOrder();
        }
    }
}
