// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.listen;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Checks and picks ports. */
public final class Doors {
    private Doors() {}

    /** @return whether a connection to the port succeeds */
    public static boolean isOpen(String address, int port) {
        try (Socket socket = new Socket(address, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** @return a port that is free on all addresses of this host */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, (InetAddress) null)) {
            return socket.getLocalPort();
        }
    }
}
