// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.server.config.Version;
import io.paddock.server.facts.Facts;
import io.paddock.server.facts.MemberFacts;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code mntr}: shows every metric, one a line, for programs. The version is first, the state second and a
 * member's state third. The rest is sorted.
 */
final class MntrWord implements Word {
    private final Facts facts;

    MntrWord(Facts facts) {
        this.facts = facts;
    }

    @Override
    public CompletionStage<String> answer(byte[] rest) {
        StringBuilder out = new StringBuilder();
        line("version", Version.LONG, out);
        MemberFacts member = facts.member();
        line("server_state", member.mode(), out);
        member.part().ifPresent(part -> {
            line("peer_state", part.peerState(), out);
            part.learnsFrom().ifPresent(sid -> line("observer_master_id", sid, out));
        });
        facts.metrics().forEach((name, value) -> line(name, value, out));
        return CompletableFuture.completedFuture(out.toString());
    }

    private static void line(String name, Object value, StringBuilder out) {
        out.append("zk_").append(name).append('\t').append(value).append('\n');
    }
}
