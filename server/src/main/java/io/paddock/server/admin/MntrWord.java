// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.server.config.Version;
import io.paddock.server.metrics.ForeignStages;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code mntr}: every metric, one a line, for machines. Version first, state second, a member's state third, the rest sorted. */
final class MntrWord implements Word {
    private final RunningServer server;
    private final MetricValues values;

    MntrWord(RunningServer server) {
        this.server = server;
        ForeignStages.addTo(server.metrics());
        this.values = new MetricValues(server);
    }

    @Override
    public CompletionStage<String> answer(byte[] rest) {
        StringBuilder out = new StringBuilder();
        line("version", Version.LONG, out);
        MemberState member = server.member().now();
        line("server_state", member.mode(), out);
        member.part().ifPresent(part -> {
            line("peer_state", part.peerState(), out);
            part.learnsFrom().ifPresent(sid -> line("observer_master_id", sid, out));
        });
        values.now().forEach((name, value) -> line(name, value, out));
        return CompletableFuture.completedFuture(out.toString());
    }

    private static void line(String name, Object value, StringBuilder out) {
        out.append("zk_").append(name).append('\t').append(value).append('\n');
    }
}
