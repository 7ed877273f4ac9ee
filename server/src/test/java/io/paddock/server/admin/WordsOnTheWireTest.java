// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.server.EmbeddedServer;
import io.paddock.server.RawSession;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How four-letter words arrive and how they are answered: words in pieces, bytes after the word, clients that
 * close early, and words that never end.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WordsOnTheWireTest {
    private EmbeddedServer server;
    private Asking asking;

    @BeforeAll
    void start() {
        server = EmbeddedServer.start(Map.of("4lw.commands.whitelist", "*"));
        asking = new Asking(server.port());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ruok\n", "ruok\r\n", "ruok and more", "ruok\0\0\0\0"})
    void bytesAfterTheWordAreIgnored(String bytes) {
        assertThat(asking.ask(bytes)).isEqualTo("imok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"conf", "cons", "dirs", "dump", "envi", "isro", "mntr", "ruok", "srvr", "stat", "wchs"})
    void clientThatClosesDirectlyAfterTheWordIsAnswered(String word) {
        assertThat(asking.askAndHangUp(word)).isNotEmpty();
    }

    @Test
    void aWordMayComeInPieces() throws IOException {
        try (Socket socket = asking.open()) {
            socket.getOutputStream().write('s');
            socket.getOutputStream().flush();
            // This is a round trip of another connection. After it, the server has read the first piece or is
            // about to.
            assertThat(asking.ask("ruok")).isEqualTo("imok");
            socket.getOutputStream().write("rv".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            assertThat(asking.ask("ruok")).isEqualTo("imok");
            socket.getOutputStream().write('r');
            assertThat(Asking.rest(socket)).startsWith("Zookeeper version: ");
        }
    }

    @Test
    void onlyTheFirstWordIsAnswered() {
        assertThat(asking.ask("ruokruok")).isEqualTo("imok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RUOK", "foo!", "GET / HTTP/1.1\r\n\r\n", "\u00ff\u00f4\u00ff\u00fd", "\0\0\0\0"})
    void unknownWordIsClosedWithoutAnAnswer(String bytes) {
        assertThat(asking.ask(bytes)).isEmpty();
    }

    @Test
    void aWordInsideASessionIsABadLength() throws IOException {
        try (Socket socket = asking.open();
                RawSession witness = new RawSession(server.port(), 10_000)) {
            byte[] connect = new byte[4 + 45];
            connect[3] = 45;
            connect[4 + 14] = 0x27; // A timeout of about ten seconds. The other bytes are zero.
            connect[4 + 27] = 16;
            socket.getOutputStream().write(connect);
            InputStream in = socket.getInputStream();
            assertThat(in.readNBytes(4 + 37)).hasSize(4 + 37);
            socket.getOutputStream().write("ruok".getBytes(StandardCharsets.US_ASCII));
            assertThat(in.readAllBytes()).isEmpty();
            assertThat(witness.exists("/", false)).isZero();
        }
    }

    @Test
    void unfinishedWordIsClosedAfterATime() throws IOException {
        try (EmbeddedServer impatient = EmbeddedServer.start(
                        Map.of("4lw.commands.whitelist", "*", "nio.sessionlessCnxnTimeout", "100"));
                Socket socket = new Asking(impatient.port()).open()) {
            socket.getOutputStream().write("ru".getBytes(StandardCharsets.US_ASCII));
            assertThat(Asking.rest(socket)).isEmpty();
            assertThat(new Asking(impatient.port()).metrics()).containsEntry("sessionless_connections_expired", "1");
        }
    }

    @Test
    void aProbeThatSendsNothingLeavesNothingBehind() throws IOException {
        try (EmbeddedServer own = EmbeddedServer.start(Map.of("4lw.commands.whitelist", "*"))) {
            Asking askingOwn = new Asking(own.port());
            for (int i = 0; i < 20; i++) {
                askingOwn.open().close();
            }
            await().untilAsserted(() -> assertThat(askingOwn.metrics()).containsEntry("num_alive_connections", "1"));
            assertThat(askingOwn.metrics()).containsEntry("connection_rejected", "0");
        }
    }

    @Test
    void probesCountAgainstTheLimitOfTheirAddress() throws IOException {
        try (EmbeddedServer narrow =
                        EmbeddedServer.start(Map.of("4lw.commands.whitelist", "*", "maxClientCnxns", "1"));
                RawSession session = new RawSession(narrow.port(), 10_000);
                Socket second = new Asking(narrow.port()).open()) {
            assertThat(session.exists("/", false)).isZero();
            assertThat(Asking.rest(second)).isEmpty();
        }
    }

    @Test
    void aLargeAnswerArrivesWholeWhileOthersAreServed() {
        int znodes = 3000;
        String name = "x".repeat(200);
        try (RawSession session = new RawSession(server.port(), 10_000)) {
            for (int i = 0; i < znodes; i++) {
                session.exists("/" + name + i, true);
            }
            String text = asking.ask("wchp");
            assertThat(text.lines().filter(each -> each.startsWith("/" + name))).hasSize(znodes);
            assertThat(text.lines().filter(each -> each.equals("\t" + session.hexId())))
                    .hasSize(znodes);
            assertThat(asking.ask("wchc").lines().filter(each -> each.startsWith("\t/" + name)))
                    .hasSize(znodes);
        }
    }
}
