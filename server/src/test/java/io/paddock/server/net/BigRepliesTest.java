// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BigRepliesTest {
    private final EventExecutor loop = new DefaultEventExecutor();
    private final BigReplies replies = new BigReplies(1_000);

    @AfterEach
    void endLoop() {
        loop.shutdownGracefully(0, 0, java.util.concurrent.TimeUnit.SECONDS);
    }

    /**
     * Found in review: a request is offered again also when a write before it is answered. It then waited
     * twice.
     */
    @Test
    void requestThatWaitsTwiceIsOfferedOnce() {
        AtomicInteger first = new AtomicInteger();
        AtomicInteger other = new AtomicInteger();
        Runnable offer = first::incrementAndGet;
        loop.submit(() -> {
                    for (int i = 0; i < 100; i++) {
                        replies.await(offer, loop);
                    }
                    replies.await(other::incrementAndGet, loop);
                })
                .syncUninterruptibly();
        await().atMost(Duration.ofSeconds(60)).until(() -> other.get() == 1);
        assertThat(first).hasValue(1);
    }

    @Test
    void firstReplyIsAlwaysAdmittedAndLaterOnesOnlyWithinTheLimit() {
        assertThat(replies.admits(5_000)).isTrue();
        ByteBuf reply = Unpooled.buffer(900);
        replies.track(reply);
        assertThat(replies.admits(100)).isTrue();
        assertThat(replies.admits(101)).isFalse();
        reply.release();
        assertThat(replies.admits(5_000)).isTrue();
    }
}
