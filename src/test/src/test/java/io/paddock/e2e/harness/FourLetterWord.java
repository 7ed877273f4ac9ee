// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks a server one of the operator's four-letter words. */
public final class FourLetterWord {
    private static final int TIMEOUT_MILLIS = 60_000;

    private FourLetterWord() {}

    /** The server's whole answer; empty if it cannot be reached or closes without one. */
    public static String ask(int port, String word) {
        return ask(port, word, TIMEOUT_MILLIS);
    }

    /** The same with a patience of one's own: a server that is just starting may accept and never answer. */
    public static String ask(int port, String word, int timeoutMillis) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
