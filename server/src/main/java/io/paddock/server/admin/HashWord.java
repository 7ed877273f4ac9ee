// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.protocol.Zxid;
import io.paddock.storage.tree.TreeDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code hash}: digests of the tree at round zxids, to compare with those of other servers. */
final class HashWord implements Word {
    private final RunningServer server;

    HashWord(RunningServer server) {
        this.server = server;
    }

    @Override
    public CompletionStage<String> answer(byte[] rest) {
        StringBuilder out = new StringBuilder();
        for (TreeDigest.Mark mark : server.tree().digests().marks()) {
            out.append(Zxid.hex(mark.zxid())).append(": ").append(mark.value()).append('\n');
        }
        return CompletableFuture.completedFuture(out.toString());
    }
}
