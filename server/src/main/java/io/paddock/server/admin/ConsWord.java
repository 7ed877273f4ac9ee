// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.server.facts.Facts;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** {@code cons}: shows everything about each connection. */
final class ConsWord implements Word {
    private final Facts facts;
    private final Executor background;

    ConsWord(Facts facts, Executor background) {
        this.facts = facts;
        this.background = background;
    }

    @Override
    public CompletionStage<String> answer(byte[] rest) {
        return facts.connections()
                .thenApplyAsync(
                        connections -> {
                            StringBuilder out = new StringBuilder();
                            connections.forEach(each -> ConnectionLine.full(each, out));
                            return out.append('\n').toString();
                        },
                        background);
    }
}
