// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.server.facts.Facts;
import java.util.concurrent.CompletionStage;

/** {@code dirs}: shows the sizes of the data directories. */
final class DirsWord implements Word {
    private final Facts facts;

    DirsWord(Facts facts) {
        this.facts = facts;
    }

    @Override
    public CompletionStage<String> answer(byte[] rest) {
        return facts.directories()
                .thenApply(sizes ->
                        "datadir_size: " + sizes.snapshotBytes() + "\nlogdir_size: " + sizes.logBytes() + "\n");
    }
}
