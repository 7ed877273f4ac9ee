// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sends four-letter words over plain sockets. */
final class Asking {
    private static final int TIMEOUT_MILLIS = 60_000;

    private final int port;

    Asking(int port) {
        this.port = port;
    }

    /** @return everything that the server sends until it closes the connection */
    String ask(String word) {
        return ask(word.getBytes(StandardCharsets.ISO_8859_1), false);
    }

    /** Like {@link #ask}, but closes this side directly after the word. */
    String askAndHangUp(String word) {
        return ask(word.getBytes(StandardCharsets.ISO_8859_1), true);
    }

    private String ask(byte[] bytes, boolean hangUp) {
        try (Socket socket = open()) {
            socket.getOutputStream().write(bytes);
            if (hangUp) {
                socket.shutdownOutput();
            }
            return rest(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Socket open() throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        return socket;
    }

    static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** @return the values of mntr by name, without the prefix, in the order of the reply */
    Map<String, String> metrics() {
        Map<String, String> metrics = new LinkedHashMap<>();
        ask("mntr").lines().forEach(line -> {
            String[] parts = line.split("\t", 2);
            metrics.put(parts[0].substring("zk_".length()), parts[1]);
        });
        return metrics;
    }
}
