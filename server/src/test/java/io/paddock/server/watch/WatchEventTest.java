// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.jute.Acl;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The expected bytes are those that a ZooKeeper 3.9.5 server sent. */
class WatchEventTest {
    @Test
    void isANotificationFrame() {
        WatchEvent event = new WatchEvent(WatchEvent.NODE_DATA_CHANGED, "/g/a", 0x15, Acl.OPEN);
        assertThat(hex(event)).isEqualTo("00000020ffffffff0000000000000015000000000000000300000003000000042f672f61");
    }

    @Test
    void hasNoZxidWhenMissedWhileDisconnected() {
        WatchEvent event = WatchEvent.missed(WatchEvent.NODE_DELETED, "/gone");
        assertThat(hex(event)).isEqualTo("00000021ffffffffffffffffffffffff000000000000000200000003000000052f676f6e65");
        assertThat(event.acl()).isNull();
        assertThat(event.zxid()).isEqualTo(-1);
    }

    @Test
    void isEncodedOnce() {
        WatchEvent event = new WatchEvent(WatchEvent.NODE_CREATED, "/a", 7, Acl.OPEN);
        assertThat(event.frame()).isSameAs(event.frame());
    }

    @Test
    void countsTheBytesOfThePathNotItsLetters() {
        WatchEvent event = new WatchEvent(WatchEvent.NODE_CREATED, "/\u00e4\u20ac", 7, Acl.OPEN);
        assertThat(hex(event))
                .isEqualTo("00000022ffffffff0000000000000007000000000000000100000003000000062fc3a4e282ac");
    }

    private static String hex(WatchEvent event) {
        return HexFormat.of().formatHex(event.frame());
    }
}
