// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.OpCode;
import org.junit.jupiter.api.Test;

/** The last request of a connection, as {@code cons} shows it; compared with what a ZooKeeper 3.9.5 server shows. */
class ConnectionStatsTest {
    private final ConnectionStats stats = new ConnectionStats(0);

    @Test
    void keepsTheXidWhenAPingFollows() {
        stats.replied(OpCode.GET_DATA, 5, 7);
        stats.replied(OpCode.PING, -2, 8);
        assertThat(stats.lastXid()).isEqualTo(5);
        assertThat(stats.lastOp()).isEqualTo(OpCode.PING);
        assertThat(stats.lastZxid()).isEqualTo(8);
    }

    @Test
    void keepsTheXidWhenSetWatchesFollows() {
        stats.replied(OpCode.CREATE_SESSION, 0, 1);
        stats.replied(OpCode.SET_WATCHES, -8, 1);
        assertThat(stats.lastXid()).isZero();
        assertThat(stats.lastOp()).isEqualTo(OpCode.SET_WATCHES);
    }

    @Test
    void ignoresAuthentication() {
        stats.replied(OpCode.GET_DATA, 5, 7);
        stats.replied(OpCode.AUTH, -4, 0);
        stats.replied(OpCode.SASL, 9, 0);
        assertThat(stats.lastXid()).isEqualTo(5);
        assertThat(stats.lastOp()).isEqualTo(OpCode.GET_DATA);
        assertThat(stats.sentCount()).isEqualTo(3);
    }

    @Test
    void namesNoOperationAfterAFailedWrite() {
        stats.replied(null, 6, 9);
        assertThat(stats.lastOp()).isNull();
        assertThat(stats.lastXid()).isEqualTo(6);
    }
}
