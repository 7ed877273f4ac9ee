// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.server.watch.WatchEvent;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a connection sends, and how much of it its client leaves unread. */
class OutputTest {
    private static final WatchEvent EVENT = new WatchEvent(1, "/a", 5, null);

    @TempDir
    Path dataDir;

    private ManualConnection client;
    private Output output;

    @BeforeEach
    void start() throws Exception {
        client = new ManualConnection(dataDir);
        client.connect();
        output = client.connection.output();
    }

    private void write(int bytes) {
        output.replies().add(new byte[bytes]);
        output.flush();
    }

    @Test
    void eventIsSentWhenTheLoopFlushesWhatIsDirty() {
        assertThat(output.event(EVENT)).isNull();
        assertThat(output.event(EVENT)).isNull();
        assertThat(client.received()).isEmpty();
        client.loop.flushDirty();
        assertThat(client.received()).containsExactly("event /a", "event /a");
    }

    @Test
    void unreadBytesAreCountedUntilTheClientTakesThemIn() {
        client.channel.deaf(true);
        write(1000);
        assertThat(output.unreadBytes()).isGreaterThanOrEqualTo(1000);
        assertThat(output.countedBytes()).isEqualTo(1000);
        client.channel.deaf(false);
        output.recount();
        assertThat(output.unreadBytes()).isZero();
        assertThat(output.countedBytes()).isZero();
    }

    @Test
    void largeReplyIsNotCountedAsUnreadSinceItHasItsOwnLimit() {
        client.channel.deaf(true);
        write(BigReplies.BYTES_MIN);
        assertThat(output.unreadBytes()).isGreaterThanOrEqualTo(BigReplies.BYTES_MIN);
        assertThat(output.countedBytes()).isZero();
        output.replies().beginFrame();
        assertThat(output.hasRoomFor(BigReplies.BYTES_MIN - 1)).isTrue();
        assertThat(output.hasRoomFor(1 << 20)).isFalse();
    }

    @Test
    void clientThatLeavesTooMuchUnreadHasToGo() {
        client.channel.deaf(true);
        for (int i = 0; i < 64; i++) {
            output.replies().add(new byte[BigReplies.BYTES_MIN]);
            output.replies().flush();
        }
        assertThat(output.event(EVENT)).startsWith("it leaves ").endsWith(" bytes of replies and events unread");
    }

    @Test
    void clientIsWritableAgainAfterItTookInItsReplies() {
        client.channel.deaf(true);
        write(100_000);
        assertThat(output.isWritable()).isFalse();
        assertThat(output.takesMore()).isFalse();
        client.channel.deaf(false);
        assertThat(output.isWritable()).isTrue();
        assertThat(output.takesMore()).isTrue();
    }

    @Test
    void lostOutputHoldsUpNobody() {
        client.channel.deaf(true);
        write(100_000);
        output.lose();
        assertThat(output.isLost()).isTrue();
        assertThat(output.isWritable()).isTrue();
    }

    @Test
    void clientIsStuckWhenMuchStaysUnreadForFiveSeconds() {
        client.channel.deaf(true);
        write(BigReplies.BYTES_MIN);
        long begin = TimeUnit.SECONDS.toNanos(100);
        assertThat(output.isStuck(begin)).isFalse();
        assertThat(output.isStuck(begin + TimeUnit.SECONDS.toNanos(5))).isFalse();
        assertThat(output.isStuck(begin + TimeUnit.SECONDS.toNanos(6))).isTrue();
        client.channel.deaf(false);
        assertThat(output.isStuck(begin + TimeUnit.SECONDS.toNanos(7))).isFalse();
    }
}
