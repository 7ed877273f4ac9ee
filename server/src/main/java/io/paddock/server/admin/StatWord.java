// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.server.facts.Facts;
import io.paddock.server.facts.ServerFacts;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** {@code stat}: shows the server, with a line for each of its connections. */
final class StatWord implements Word {
    private final Facts facts;
    private final Executor background;

    StatWord(Facts facts, Executor background) {
        this.facts = facts;
        this.background = background;
    }

    @Override
    public CompletionStage<String> answer(byte[] rest) {
        ServerFacts server = facts.server(); // Read now, while this thread is inside the slot.
        return facts.connections()
                .thenApplyAsync(
                        connections -> {
                            StringBuilder out =
                                    new StringBuilder(ServerLines.version(server.member())).append("Clients:\n");
                            connections.forEach(each -> ConnectionLine.brief(each, out));
                            return out.append('\n')
                                    .append(ServerLines.state(server))
                                    .toString();
                        },
                        background);
    }
}
