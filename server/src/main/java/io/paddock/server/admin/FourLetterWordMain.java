// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Sends a four-letter word and prints the reply. {@code zkServer.sh status} uses it where the shell cannot
 * open sockets.
 */
public final class FourLetterWordMain {
    private static final int TIMEOUT_MILLIS = 5000;

    private FourLetterWordMain() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    static int run(String[] arguments, PrintStream out, PrintStream err) {
        if (arguments.length != 3) {
            err.println("Usage: FourLetterWordMain <host> <port> <cmd>");
            return 1;
        }
        try {
            out.print(ask(arguments[0], Integer.parseInt(arguments[1]), arguments[2]));
            out.flush();
            return 0;
        } catch (IOException | NumberFormatException e) {
            err.println("no reply to " + arguments[2] + " from " + arguments[0] + ":" + arguments[1] + ": " + e);
            return 1;
        }
    }

    private static String ask(String host, int port, String word) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
