// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Local addresses to connect from: each has ports of its own. */
public final class Loopback {
    private Loopback() {}

    /** Up to {@code count} of 127.0.0.1, 127.0.0.2, …; fewer where the system has not given itself all of 127/8. */
    public static List<InetAddress> addresses(int count) {
        List<InetAddress> usable = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            try (ServerSocket probe = new ServerSocket()) {
                InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) i});
                probe.bind(new InetSocketAddress(address, 0));
                usable.add(address);
            } catch (IOException notHere) {
                break;
            }
        }
        return usable;
    }
}
