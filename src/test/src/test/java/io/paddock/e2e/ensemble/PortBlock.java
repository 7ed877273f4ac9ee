// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A run of ports that is one ensemble's as long as the block is open, whether or not its members are running.
 *
 * <p>A member that is down must find its ports free when it comes back, so nobody may be given them meanwhile. The first port of a
 * block is its lock: bound while the block is open, by whichever test process holds it. Blocks lie below the ports that single servers
 * of these tests draw theirs from, and below those of outgoing connections.
 */
final class PortBlock implements AutoCloseable {
    private static final int LOWEST = 10_000;
    private static final int BLOCK = 40;
    private static final int BLOCKS = 50;

    private final ServerSocket lock;
    private int next;

    private PortBlock(ServerSocket lock) {
        this.lock = lock;
        this.next = lock.getLocalPort() + 1;
    }

    /** A block that nobody else has. */
    static PortBlock open() {
        int first = ThreadLocalRandom.current().nextInt(BLOCKS);
        for (int i = 0; i < BLOCKS; i++) {
            int port = LOWEST + (first + i) % BLOCKS * BLOCK;
            try {
                return new PortBlock(listen(port));
            } catch (IOException taken) {
                // Another ensemble's.
            }
        }
        throw new IllegalStateException("all " + BLOCKS + " blocks of ports from " + LOWEST + " on are taken");
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The next port of the block that no stranger listens on. */
    int take() {
        while (next < lock.getLocalPort() + BLOCK) {
            int port = next++;
            try {
                listen(port).close();
                return port;
            } catch (IOException taken) {
                // By somebody who does not know of blocks.
            }
        }
        throw new IllegalStateException("the block of ports at " + lock.getLocalPort() + " is used up");
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
