// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.Payload;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import org.junit.jupiter.api.Test;

class VoteLineTest {
    private static String line(String config) {
        Notification vote = Notification.of(PeerState.LEADING, 3, 0x100000007L, 2, 1, Payload.ofText(config));
        return VoteLine.of(PeerState.LOOKING, 1, vote);
    }

    @Test
    void readsAsZooKeepersLine() {
        assertThat(line("server.1=a:1:2:participant\nversion=10000000a"))
                .isEqualTo("Notification: my state:LOOKING; n.sid:1, n.state:LEADING, n.leader:3, n.round:0x2,"
                        + " n.peerEpoch:0x1, n.zxid:0x100000007, message format version:0x2,"
                        + " n.config version:0x10000000a");
    }

    @Test
    void showsNoInvalidVersion() {
        assertThat(line("version=1\nevil\nline"))
                .endsWith("n.config version:0x0")
                .doesNotContain("evil");
        assertThat(line("")).endsWith("n.config version:0x0");
        Notification old = new Notification(PeerState.LOOKING, 1, 0, 1, 0, 0, null);
        assertThat(VoteLine.of(PeerState.FOLLOWING, 2, old)).endsWith("n.config version:0x0");
    }
}
