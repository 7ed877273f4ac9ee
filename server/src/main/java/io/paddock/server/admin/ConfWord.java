// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.server.config.ServerConfig;
import io.paddock.server.facts.ConfigFacts;
import io.paddock.server.facts.Facts;
import java.util.concurrent.CompletionStage;

/** {@code conf}: shows the configuration in force, which may differ from the file. */
final class ConfWord implements Word {
    private static final long STANDALONE_SERVER_ID = 0;

    private final Facts facts;

    ConfWord(Facts facts) {
        this.facts = facts;
    }

    @Override
    public CompletionStage<String> answer(byte[] rest) {
        return facts.configuration().thenApply(ConfWord::text);
    }

    static String text(ConfigFacts facts) {
        ServerConfig config = facts.config();
        long sid = facts.member().part().isPresent() ? config.ensemble().sid() : STANDALONE_SERVER_ID;
        return "clientPort=" + facts.clientPort()
                + "\nsecureClientPort=" + config.clientPort().securePort().orElse(-1)
                + "\ndataDir=" + config.storage().snapDir().toAbsolutePath()
                + "\ndataDirSize=" + facts.directories().snapshotBytes()
                + "\ndataLogDir=" + config.storage().logDir().toAbsolutePath()
                + "\ndataLogSize=" + facts.directories().logBytes()
                + "\ntickTime=" + config.sessions().tickTimeMillis()
                + "\nmaxClientCnxns=" + config.limits().maxClientCnxns()
                + "\nminSessionTimeout=" + config.sessions().minTimeoutMillis()
                + "\nmaxSessionTimeout=" + config.sessions().maxTimeoutMillis()
                + "\nclientPortListenBacklog=" + config.clientPort().listenBacklog()
                + "\nserverId=" + sid + "\n" + MemberText.membership(config.ensemble(), facts.member());
    }
}
