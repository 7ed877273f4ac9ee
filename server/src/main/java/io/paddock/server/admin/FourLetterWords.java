// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.protocol.Zxid;
import io.paddock.server.config.ServerConfig;
import io.paddock.server.core.Core;
import io.paddock.server.core.Snapshots;
import io.paddock.server.net.FrontEnd;
import io.paddock.server.net.LoopStats;
import io.paddock.server.net.Words;
import io.paddock.storage.tree.ZnodeTree;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Answers four-letter words, those that the configuration allows to whoever asks. */
public final class FourLetterWords implements Words {
    private final ServerConfig config;
    private final ZnodeTree tree;
    private final FrontEnd frontEnd;
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<String, Supplier<CompletionStage<String>>> answers = new HashMap<>();

    public FourLetterWords(ServerConfig config, ZnodeTree tree, Core core, FrontEnd frontEnd, Snapshots snapshots) {
        this.config = config;
        this.tree = tree;
        this.frontEnd = frontEnd;
        add("ruok", () -> done("imok"));
        add("srvr", () -> done(srvr()));
    }

    private void add(String word, Supplier<CompletionStage<String>> answer) {
        byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
        names.put(bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3], word);
        answers.put(word, answer);
    }

    @Override
    public boolean knows(int firstBytes) {
        return names.containsKey(firstBytes);
    }

    @Override
    public CompletionStage<String> answer(int word, byte[] rest, InetSocketAddress peer) {
        String name = names.get(word);
        if (!config.fourLetterWords().allows(name, peer.getAddress().isLoopbackAddress())) {
            return done(name + " is not executed because it is not in the whitelist.\n");
        }
        return answers.get(name).get();
    }

    private String srvr() {
        LoopStats.Figures figures = frontEnd.figures();
        return "Zookeeper version: 3.9.5-paddock, built on 2026-01-01 00:00 UTC\n"
                + "Latency min/avg/max: " + figures.latencyMin() + "/" + figures.latencyAverage() + "/"
                + figures.latencyMax() + "\n"
                + "Received: " + figures.received() + "\n"
                + "Sent: " + figures.sent() + "\n"
                + "Connections: " + frontEnd.admission().count() + "\n"
                + "Outstanding: 0\n"
                + "Zxid: 0x" + Zxid.hex(tree.lastZxid()) + "\n"
                + "Mode: standalone\n"
                + "Node count: " + tree.nodeCount() + "\n";
    }

    private static CompletionStage<String> done(String text) {
        return CompletableFuture.completedFuture(text);
    }
}
