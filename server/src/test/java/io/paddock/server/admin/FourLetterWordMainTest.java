// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FourLetterWordMainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return FourLetterWordMain.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void sendsTheWordAndPrintsTheReply() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> answer(listening));
            assertThat(run("127.0.0.1", Integer.toString(listening.getLocalPort()), "srvr"))
                    .isZero();
            assertThat(heard.get()).isEqualTo("srvr");
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("Mode: standalone\n");
        }
    }

    private static String answer(ServerSocket listening) {
        try (Socket socket = listening.accept()) {
            String word = new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII);
            socket.getOutputStream().write("Mode: standalone\n".getBytes(StandardCharsets.US_ASCII));
            return word;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void reportsNobodyListeningAndWrongArgumentsDifferently() throws Exception {
        int free;
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = listening.getLocalPort();
        }
        assertThat(run("127.0.0.1", Integer.toString(free), "ruok")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("no reply to ruok from 127.0.0.1:" + free);
        err.reset();
        assertThat(run("127.0.0.1")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("Usage: FourLetterWordMain");
    }
}
