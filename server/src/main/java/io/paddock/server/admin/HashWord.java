// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.protocol.Zxid;
import io.paddock.server.facts.DigestFacts;
import io.paddock.server.facts.Facts;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code hash}: shows digests of the tree at zxids divisible by 128, for comparison with other servers. */
final class HashWord implements Word {
    private final Facts facts;

    HashWord(Facts facts) {
        this.facts = facts;
    }

    @Override
    public CompletionStage<String> answer(byte[] rest) {
        StringBuilder out = new StringBuilder();
        for (DigestFacts each : facts.digests()) {
            out.append(Zxid.hex(each.zxid())).append(": ").append(each.digest()).append('\n');
        }
        return CompletableFuture.completedFuture(out.toString());
    }
}
