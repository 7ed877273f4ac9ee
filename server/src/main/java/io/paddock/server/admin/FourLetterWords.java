// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.server.config.ServerConfig;
import io.paddock.server.net.Words;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers four-letter words, those that the configuration allows to whoever asks.
 *
 * <p>What grows with the number of connections, sessions or watches is gathered in slices where it lives, and made into text on a thread of
 * its own, which also does what looks at files.
 */
public final class FourLetterWords implements Words, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FourLetterWords.class);
    /** What telnet sends at interrupt: it wants to be let go. */
    private static final int TELNET_CLOSE = 0xfff4fffd;

    private static final int WAITING_MAX = 1024;
    private static final byte[] NOTHING = {};

    private final ServerConfig config;
    private final MemberView member;
    private final Map<String, Word> words = new TreeMap<>();
    private final Map<Integer, String> names = new HashMap<>();
    private final ForbiddenWords forbidden = new ForbiddenWords(System::nanoTime);
    private final ThreadPoolExecutor writer;

    public FourLetterWords(RunningServer server) {
        this.config = server.config();
        this.member = server.member();
        this.writer = new ThreadPoolExecutor(
                1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING_MAX), FourLetterWords::thread);
        writer.allowCoreThreadTimeOut(true);
        ServerLines lines = new ServerLines(server);
        TraceMask mask = new TraceMask();
        WatchWords watches = new WatchWords(server, writer);
        words.put("ruok", rest -> done("imok"));
        words.put("isro", rest -> done(MemberText.isReadOnly(member.now())));
        words.put("srvr", rest -> done(lines.version() + lines.state()));
        words.put("stat", new StatWord(server, lines, writer));
        words.put("cons", new ConsWord(server, writer));
        words.put("crst", rest -> server.frontEnd().resetConnections().thenApply(done -> "Connection stats reset.\n"));
        words.put("srst", new ServerReset(server));
        words.put("conf", new ConfWord(server, writer));
        words.put("dirs", new DirsWord(server, writer));
        words.put("dump", new DumpWord(server, writer));
        words.put("envi", rest -> done(EnvironmentText.now()));
        words.put("hash", new HashWord(server));
        words.put("mntr", new MntrWord(server));
        words.put("wchs", rest -> watches.summary());
        words.put("wchc", rest -> watches.bySession());
        words.put("wchp", rest -> watches.byPath());
        words.put("gtmk", rest -> done(mask.text()));
        words.put("stmk", rest -> done(mask.set(rest)));
        words.keySet().forEach(name -> names.put(code(name), name));
        LOG.info(
                "Known four letter words are {}; allowed from anywhere: {}; from this host also: {}",
                words.keySet(),
                config.fourLetterWords().fromAnywhere(),
                config.fourLetterWords().fromLoopback());
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "words");
        thread.setDaemon(true);
        return thread;
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
        if (!config.fourLetterWords().allows(name, peer.getAddress().isLoopbackAddress())) {
            forbidden.asked(name, peer);
            return bytes(done(name + " is not executed because it is not in the whitelist.\n"));
        }
        LOG.debug("Processing {} command from {}", name, peer);
        Optional<String> refusal = MemberText.refusal(name, member.now());
        return bytes(refusal.isPresent() ? done(refusal.get()) : words.get(name).answer(rest));
    }

    // A long text is encoded by whoever made it, off the event loop.
    private static CompletionStage<byte[]> bytes(CompletionStage<String> text) {
        return text.thenApply(each -> each.getBytes(StandardCharsets.UTF_8));
    }

    private static CompletionStage<String> done(String text) {
        return CompletableFuture.completedFuture(text);
    }

    /** Stops the thread; what is being answered is given up. */
    @Override
    public void close() {
        writer.shutdownNow();
    }
}
