// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.server.config.ServerConfig;
import io.paddock.server.facts.Facts;
import io.paddock.server.facts.FigureResets;
import io.paddock.server.facts.ServerFacts;
import io.paddock.server.net.Words;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers four-letter words. Each client gets an answer only to the words that the configuration allows it.
 *
 * <p>Texts that grow with the number of connections, sessions or watches are made on the fact thread.
 */
public final class FourLetterWords implements Words {
    private static final Logger LOG = LoggerFactory.getLogger(FourLetterWords.class);
    /** The bytes that telnet sends at an interrupt. It then expects the server to close. */
    private static final int TELNET_CLOSE = 0xfff4fffd;

    private static final byte[] NOTHING = {};

    private final ServerConfig.FourLetterWords allowed;
    private final Facts facts;
    private final Map<String, Word> words = new TreeMap<>();
    private final Map<Integer, String> names = new HashMap<>();
    private final ForbiddenWords forbidden = new ForbiddenWords(System::nanoTime);

    /**
     * Prepares all words.
     *
     * @param allowed which words are answered to which clients
     * @param background runs work that may take long
     */
    public FourLetterWords(
            ServerConfig.FourLetterWords allowed, Facts facts, FigureResets resets, Executor background) {
        this.allowed = allowed;
        this.facts = facts;
        TraceMask mask = new TraceMask();
        WatchWords watches = new WatchWords(facts, background);
        words.put("ruok", rest -> done("imok"));
        words.put("isro", rest -> done(MemberText.isReadOnly(facts.member())));
        words.put("srvr", rest -> done(serverText(facts.server())));
        words.put("stat", new StatWord(facts, background));
        words.put("cons", new ConsWord(facts, background));
        words.put("crst", rest -> resets.connections().thenApply(done -> "Connection stats reset.\n"));
        words.put("srst", rest -> resets.server().thenApply(done -> "Server stats reset.\n"));
        words.put("conf", new ConfWord(facts));
        words.put("dirs", new DirsWord(facts));
        words.put("dump", new DumpWord(facts, background));
        words.put("envi", rest -> done(EnvironmentText.now()));
        words.put("hash", new HashWord(facts));
        words.put("mntr", new MntrWord(facts));
        words.put("wchs", rest -> watches.summary());
        words.put("wchc", rest -> watches.bySession());
        words.put("wchp", rest -> watches.byPath());
        words.put("gtmk", rest -> done(mask.text()));
        words.put("stmk", rest -> done(mask.set(rest)));
        words.keySet().forEach(name -> names.put(code(name), name));
        LOG.info(
                "Known four letter words are {}; allowed from anywhere: {}; from this host also: {}",
                words.keySet(),
                allowed.fromAnywhere(),
                allowed.fromLoopback());
    }

    private static String serverText(ServerFacts server) {
        return ServerLines.version(server.member()) + ServerLines.state(server);
    }

    private static int code(String word) {
        byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
        return bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
    }

    @Override
    public boolean knows(int firstBytes) {
        return firstBytes == TELNET_CLOSE || names.containsKey(firstBytes);
    }

    @Override
    public CompletionStage<byte[]> answer(int word, byte[] rest, InetSocketAddress peer) {
        if (word == TELNET_CLOSE) {
            LOG.debug("Telnet at {} asks to be closed", peer);
            return CompletableFuture.completedFuture(NOTHING);
        }
        String name = names.get(word);
        if (!allowed.allows(name, peer.getAddress().isLoopbackAddress())) {
            forbidden.asked(name, peer);
            return bytes(done(name + " is not executed because it is not in the whitelist.\n"));
        }
        LOG.debug("Processing {} command from {}", name, peer);
        Optional<String> refusal = MemberText.refusal(name, facts.member());
        return bytes(refusal.isPresent() ? done(refusal.get()) : words.get(name).answer(rest));
    }

    // The thread that made a long text also encodes it, so that no event loop does.
    private static CompletionStage<byte[]> bytes(CompletionStage<String> text) {
        return text.thenApply(each -> each.getBytes(StandardCharsets.UTF_8));
    }

    private static CompletionStage<String> done(String text) {
        return CompletableFuture.completedFuture(text);
    }
}
