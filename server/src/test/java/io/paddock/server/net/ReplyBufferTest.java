// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How replies are gathered into frames and handed to the socket. */
class ReplyBufferTest {
    private static final int HEADER_BYTES = 16;

    private final ClientChannel channel = new ClientChannel();
    private final BigReplies big = new BigReplies(1 << 20);
    private final ReplyBuffer replies = new ReplyBuffer(channel, big);

    @AfterEach
    void release() {
        replies.release();
        channel.finishAndReleaseAll();
    }

    private String flushed() {
        replies.flush();
        return ByteBufUtil.hexDump(channel.taken());
    }

    @Test
    void replyIsALengthAHeaderAndABody() {
        replies.beginReply(7, 9).writeInt(5);
        assertThat(replies.frameBytes()).isEqualTo(HEADER_BYTES + 4);
        assertThat(replies.endFrame()).isEqualTo(HEADER_BYTES + 4);
        assertThat(flushed()).isEqualTo("00000014" + "00000007" + "0000000000000009" + "00000000" + "00000005");
    }

    @Test
    void failedReplyHasAnErrorAndNoBody() {
        replies.beginReply(7, 9).writeInt(5).writeInt(6);
        replies.failReply(-101);
        assertThat(replies.endFrame()).isEqualTo(HEADER_BYTES);
        assertThat(flushed()).isEqualTo("00000010" + "00000007" + "0000000000000009" + "ffffff9b");
    }

    @Test
    void droppedFrameLeavesTheFramesBeforeIt() {
        replies.beginFrame().writeInt(1);
        replies.endFrame();
        replies.beginFrame().writeInt(2);
        replies.dropFrame();
        replies.beginFrame().writeInt(3);
        replies.endFrame();
        assertThat(flushed()).isEqualTo("00000004" + "00000001" + "00000004" + "00000003");
    }

    @Test
    void splicedPartStandsInItsPlaceAndIsCountedInTheLength() {
        ByteBuf part = Unpooled.wrappedBuffer(new byte[] {0xa, 0xb});
        replies.beginFrame().writeInt(1);
        replies.splice(part).writeInt(2);
        assertThat(replies.isSpliced()).isTrue();
        assertThat(replies.frameBytes()).isEqualTo(10);
        assertThat(replies.endFrame()).isEqualTo(10);
        assertThat(flushed()).isEqualTo("0000000a" + "00000001" + "0a0b" + "00000002");
        assertThat(part.refCnt()).isEqualTo(1);
        part.release();
    }

    @Test
    void nothingReachesTheSocketBeforeTheFlush() {
        replies.beginFrame().writeInt(1);
        replies.endFrame();
        assertThat(replies.isEmpty()).isFalse();
        assertThat(channel.taken().isReadable()).isFalse();
        assertThat(flushed()).isEqualTo("00000004" + "00000001");
        assertThat(replies.isEmpty()).isTrue();
    }

    @Test
    void muchIsHandedToTheSocketsQueueBeforeTheFlush() {
        byte[] frame = new byte[40_000];
        replies.add(frame);
        assertThat(replies.smallBytes()).isZero();
        replies.add(frame); // The first one goes, rather than let the buffer double.
        assertThat(replies.smallBytes()).isEqualTo(40_000);
        replies.flush();
        assertThat(replies.smallBytes()).isEqualTo(80_000);
        assertThat(channel.taken().readableBytes()).isEqualTo(80_000);
        replies.forgetSmall();
        assertThat(replies.smallBytes()).isZero();
    }

    @Test
    void onlyTheFirstBytesOfAGivenFrameAreAdded() {
        replies.add(new byte[] {1, 2, 3, 4}, 2);
        assertThat(flushed()).isEqualTo("0102");
    }

    @Test
    void largeReplyIsCountedAsLargeUntilItIsTakenIn() {
        channel.deaf(true);
        replies.add(new byte[BigReplies.BYTES_MIN]);
        replies.flush();
        assertThat(replies.smallBytes()).isZero();
        assertThat(big.admits(1 << 20)).isFalse();
        channel.deaf(false);
        channel.taken();
        assertThat(big.admits(1 << 20)).isTrue();
    }
}
