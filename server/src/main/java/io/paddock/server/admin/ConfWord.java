// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.server.config.ServerConfig;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** {@code conf}: what is in force, not what was written. */
final class ConfWord implements Word {
    private static final long STANDALONE_SERVER_ID = 0;

    private final RunningServer server;
    private final Executor writer;

    ConfWord(RunningServer server, Executor writer) {
        this.server = server;
        this.writer = writer;
    }

    @Override
    public CompletionStage<String> answer(byte[] rest) {
        return CompletableFuture.supplyAsync(this::text, writer);
    }

    private String text() {
        ServerConfig config = server.config();
        DataSizes sizes = DataSizes.of(config.storage());
        MemberState member = server.member().now();
        long sid = member.part().isPresent() ? config.ensemble().sid() : STANDALONE_SERVER_ID;
        return "clientPort=" + server.frontEnd().address().getPort()
                + "\nsecureClientPort=" + config.clientPort().securePort().orElse(-1)
                + "\ndataDir=" + config.storage().snapDir().toAbsolutePath()
                + "\ndataDirSize=" + sizes.snapshotBytes()
                + "\ndataLogDir=" + config.storage().logDir().toAbsolutePath()
                + "\ndataLogSize=" + sizes.logBytes()
                + "\ntickTime=" + config.sessions().tickTimeMillis()
                + "\nmaxClientCnxns=" + config.limits().maxClientCnxns()
                + "\nminSessionTimeout=" + config.sessions().minTimeoutMillis()
                + "\nmaxSessionTimeout=" + config.sessions().maxTimeoutMillis()
                + "\nclientPortListenBacklog=" + config.clientPort().listenBacklog()
                + "\nserverId=" + sid + "\n" + MemberText.membership(config.ensemble(), member);
    }
}
