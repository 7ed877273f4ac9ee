// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** {@code stat}: the server with a line for each of its connections. */
final class StatWord implements Word {
    private final RunningServer server;
    private final ServerLines lines;
    private final Executor writer;

    StatWord(RunningServer server, ServerLines lines, Executor writer) {
        this.server = server;
        this.lines = lines;
        this.writer = writer;
    }

    @Override
    public CompletionStage<String> answer(byte[] rest) {
        String state = lines.state(); // Now, inside the slot.
        return server.frontEnd()
                .connections()
                .thenApplyAsync(
                        connections -> {
                            StringBuilder out = new StringBuilder(lines.version()).append("Clients:\n");
                            connections.forEach(each -> ConnectionLine.brief(each, out));
                            return out.append('\n').append(state).toString();
                        },
                        writer);
    }
}
