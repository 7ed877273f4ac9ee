// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import java.util.concurrent.CompletionStage;

/** {@code srst}: counters, summaries, latencies and packets start from zero again; what {@code mntr} shows as it is now does not change. */
final class ServerReset implements Word {
    private final RunningServer server;

    ServerReset(RunningServer server) {
        this.server = server;
    }

    @Override
    public CompletionStage<String> answer(byte[] rest) {
        server.metrics().reset();
        return server.frontEnd().resetFigures().thenApply(done -> "Server stats reset.\n");
    }
}
