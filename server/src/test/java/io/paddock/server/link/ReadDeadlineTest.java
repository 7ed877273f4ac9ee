// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The time limit for silence runs from the last byte. It does not run while nobody reads. */
final class ReadDeadlineTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> expired = new ArrayList<>();
    private final ReadDeadline deadline = new ReadDeadline(channel, expired::add, nanos::get);

    @BeforeEach
    void start() {
        channel.freezeTime();
        deadline.restart(300);
    }

    @AfterEach
    void close() {
        channel.close();
    }

    @Test
    void silenceExpires() {
        pass(299);
        assertEquals(List.of(), expired);
        pass(1);
        assertEquals(List.of("nothing arrived for 300 ms"), expired);
    }

    @Test
    void bytesRestartTheTime() {
        for (int i = 0; i < 10; i++) {
            pass(200);
            deadline.touch();
        }
        pass(299);
        assertEquals(List.of(), expired);
        pass(1);
        assertEquals(1, expired.size());
    }

    @Test
    void doesNotRunWhileNobodyReads() {
        channel.config().setAutoRead(false);
        pass(1000);
        channel.config().setAutoRead(true);
        pass(299);
        assertEquals(List.of(), expired);
        pass(300);
        assertEquals(1, expired.size());
    }

    @Test
    void newTimeoutReplacesTheOldOne() {
        deadline.restart(1000);
        pass(999);
        assertEquals(List.of(), expired);
        deadline.restart(0);
        pass(100_000);
        assertEquals(List.of(), expired);
    }

    private void pass(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }
}
