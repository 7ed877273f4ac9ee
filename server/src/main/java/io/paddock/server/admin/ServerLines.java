// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.protocol.Zxid;
import io.paddock.server.config.Version;
import io.paddock.server.metrics.SummaryFigures;
import io.paddock.server.net.LoopStats;

/** The lines that {@code srvr} and {@code stat} share. Inside a slot. */
final class ServerLines {
    private final RunningServer server;

    ServerLines(RunningServer server) {
        this.server = server;
    }

    String version() {
        return "Zookeeper version: " + Version.LONG + "\n"
                + MemberText.readOnlyLine(server.member().now());
    }

    String state() {
        MemberState member = server.member().now();
        LoopStats.Figures figures = server.frontEnd().figures();
        SummaryFigures latencies = figures.latencies();
        return "Latency min/avg/max: " + latencies.min() + "/" + latencies.average() + "/" + latencies.max() + "\n"
                + "Received: " + figures.received() + "\n"
                + "Sent: " + figures.sent() + "\n"
                + "Connections: " + server.frontEnd().admission().count() + "\n"
                + "Outstanding: " + figures.outstanding() + "\n"
                + "Zxid: 0x" + Zxid.hex(server.tree().lastZxid()) + "\n"
                + "Mode: " + member.mode() + "\n"
                + "Node count: " + server.tree().nodeCount() + "\n"
                + MemberText.proposalLine(member);
    }
}
