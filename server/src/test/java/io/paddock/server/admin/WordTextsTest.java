// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.OpCode;
import io.paddock.server.facts.ConnectionFacts;
import io.paddock.server.facts.MemberFacts;
import io.paddock.server.facts.ServerFacts;
import io.paddock.server.facts.SessionFacts;
import io.paddock.server.metrics.SummaryFigures;
import java.net.InetSocketAddress;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Texts of words, made from facts alone: no server runs. */
class WordTextsTest {
    private static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 4242);

    @Test
    void srvrRendersTheServersFigures() {
        ServerFacts server = new ServerFacts(SummaryFigures.NONE, 3, 2, 1, 0, 0x100000002L, 5, MemberFacts.STANDALONE);
        assertThat(ServerLines.state(server))
                .isEqualTo("Latency min/avg/max: 0/0.0/0\nReceived: 3\nSent: 2\nConnections: 1\nOutstanding: 0\n"
                        + "Zxid: 0x100000002\nMode: standalone\nNode count: 5\n");
    }

    @Test
    void connectionWithoutSessionHasNoSessionFields() {
        StringBuilder out = new StringBuilder();
        ConnectionLine.full(new ConnectionFacts(PEER, 1, 0, 1, 0, Optional.empty()), out);
        assertThat(out).hasToString(" /127.0.0.1:4242[1](queued=0,recved=1,sent=0)\n");
    }

    @Test
    void connectionWithSessionShowsItsLastOperation() {
        ConnectionFacts.Use use = new ConnectionFacts.Use(
                0x10, Optional.of(OpCode.SET_DATA), 7, 4000, 2, 9, 11, new ConnectionFacts.Latency(1, 0, 1, 3));
        StringBuilder out = new StringBuilder();
        ConnectionLine.full(new ConnectionFacts(PEER, 5, 2, 8, 6, Optional.of(use)), out);
        assertThat(out)
                .hasToString(" /127.0.0.1:4242[5](queued=2,recved=8,sent=6,sid=0x10,lop=SETD,est=7,to=4000,lcxid=0x2"
                        + ",lzxid=0x9,lresp=11,llat=1,minlat=0,avglat=1,maxlat=3)\n");
    }

    @Test
    void dumpGroupsSessionsByTheMomentOfTheirExpiry() {
        SessionFacts sessions = new SessionFacts(
                true,
                List.of(
                        new SessionFacts.Session(1, 4000, 2000),
                        new SessionFacts.Session(2, 4000, 1000),
                        new SessionFacts.Session(3, 4000, 2000)),
                Map.of(3L, List.of("/e")));
        assertThat(DumpWord.text(sessions))
                .isEqualTo("SessionTracker dump:\nSession Sets (2)/(3):\n1 expire at " + new Date(1000)
                        + ":\n\t0x2\n2 expire at " + new Date(2000) + ":\n\t0x1\n\t0x3\n"
                        + "ephemeral nodes dump:\nSessions with Ephemerals (1):\n0x3:\n\t/e\nConnections dump:\n");
    }

    @Test
    void dumpOfALearnerShowsTimeoutsOnly() {
        SessionFacts sessions = new SessionFacts(false, List.of(new SessionFacts.Session(1, 4000, 0)), Map.of());
        assertThat(DumpWord.text(sessions))
                .isEqualTo("SessionTracker dump:\nGlobal Sessions(1):\n0x1\t4000ms\n"
                        + "ephemeral nodes dump:\nSessions with Ephemerals (0):\nConnections dump:\n");
    }
}
