// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** {@code dirs}: how much there is in the data directories. */
final class DirsWord implements Word {
    private final RunningServer server;
    private final Executor writer;

    DirsWord(RunningServer server, Executor writer) {
        this.server = server;
        this.writer = writer;
    }

    @Override
    public CompletionStage<String> answer(byte[] rest) {
        return CompletableFuture.supplyAsync(this::text, writer);
    }

    private String text() {
        DataSizes sizes = DataSizes.of(server.config().storage());
        return "datadir_size: " + sizes.snapshotBytes() + "\nlogdir_size: " + sizes.logBytes() + "\n";
    }
}
