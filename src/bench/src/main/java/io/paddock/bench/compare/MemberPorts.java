// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** The ports of a member of an ensemble. */
record MemberPorts(int client, int quorum, int election) {
    /**
     * Ports from here on are below those that systems use for outgoing connections. So a member finds its
     * ports free when it starts again.
     */
    private static final int LOWEST = 12_000;

    private static final int HIGHEST = 31_999;

    /** Free ports, all different, for {@code count} members. */
    static List<MemberPorts> free(int count) {
        Iterator<Integer> ports = freePorts(count * 3).iterator();
        return IntStream.range(0, count)
                .mapToObj(any -> new MemberPorts(ports.next(), ports.next(), ports.next()))
                .toList();
    }

    private static Set<Integer> freePorts(int count) {
        Set<Integer> free = new HashSet<>();
        while (free.size() < count) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                free.add(probe.getLocalPort());
            } catch (IOException e) {
                continue; // The port is taken. Try another one.
            }
        }
        return free;
    }

    /** Returns the line about this member in every zoo.cfg. */
    String line(int id) {
        return "server." + id + "=127.0.0.1:" + quorum + ":" + election;
    }
}
