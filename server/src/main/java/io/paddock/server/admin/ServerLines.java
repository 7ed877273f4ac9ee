// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.protocol.Zxid;
import io.paddock.server.config.Version;
import io.paddock.server.facts.MemberFacts;
import io.paddock.server.facts.ServerFacts;
import io.paddock.server.metrics.SummaryFigures;

/** The lines that {@code srvr} and {@code stat} share. */
final class ServerLines {
    private ServerLines() {}

    static String version(MemberFacts member) {
        return "Zookeeper version: " + Version.LONG + "\n" + MemberText.readOnlyLine(member);
    }

    static String state(ServerFacts server) {
        SummaryFigures latencies = server.latencies();
        return "Latency min/avg/max: " + latencies.min() + "/" + latencies.average() + "/" + latencies.max() + "\n"
                + "Received: " + server.received() + "\n"
                + "Sent: " + server.sent() + "\n"
                + "Connections: " + server.connections() + "\n"
                + "Outstanding: " + server.outstanding() + "\n"
                + "Zxid: 0x" + Zxid.hex(server.lastZxid()) + "\n"
                + "Mode: " + server.member().mode() + "\n"
                + "Node count: " + server.znodes() + "\n"
                + MemberText.proposalLine(server.member());
    }
}
