// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.server.config.Version;
import io.paddock.server.metrics.ForeignStages;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code mntr}: every metric, one a line, for machines. Version first, state second, the rest sorted. */
final class MntrWord implements Word {
    private final MetricValues values;

    MntrWord(RunningServer server) {
        ForeignStages.addTo(server.metrics());
        this.values = new MetricValues(server);
    }

    @Override
    public CompletionStage<String> answer(byte[] rest) {
        StringBuilder out = new StringBuilder();
        line("version", Version.LONG, out);
        line("server_state", "standalone", out);
        values.now().forEach((name, value) -> line(name, value, out));
        return CompletableFuture.completedFuture(out.toString());
    }

    private static void line(String name, Object value, StringBuilder out) {
        out.append("zk_").append(name).append('\t').append(value).append('\n');
    }
}
