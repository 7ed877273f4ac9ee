// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ForbiddenWordsTest {
    private final AtomicLong now = new AtomicLong();
    private final ForbiddenWords words = new ForbiddenWords(now::get);
    private final InetSocketAddress peer = new InetSocketAddress("127.0.0.1", 1);

    @Test
    void writesOneLineAMinuteForEachWord() {
        assertThat(words.asked("wchc", peer)).isTrue();
        for (int i = 0; i < 1000; i++) {
            assertThat(words.asked("wchc", peer)).isFalse();
        }
        assertThat(words.asked("dump", peer)).isTrue();
        now.addAndGet(TimeUnit.SECONDS.toNanos(61));
        assertThat(words.asked("wchc", peer)).isTrue();
        assertThat(words.asked("wchc", peer)).isFalse();
    }
}
