// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** {@code cons}: all there is to say of each connection. */
final class ConsWord implements Word {
    private final RunningServer server;
    private final Executor writer;

    ConsWord(RunningServer server, Executor writer) {
        this.server = server;
        this.writer = writer;
    }

    @Override
    public CompletionStage<String> answer(byte[] rest) {
        return server.frontEnd()
                .connections()
                .thenApplyAsync(
                        connections -> {
                            StringBuilder out = new StringBuilder();
                            connections.forEach(each -> ConnectionLine.full(each, out));
                            return out.append('\n').toString();
                        },
                        writer);
    }
}
