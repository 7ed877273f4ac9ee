// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.paddock.server.config.ServerConfig;
import io.paddock.server.metrics.Counter;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The limits on open connections, in all and from one address. Any thread. */
public final class Admission {
    private final int perAddressMax;
    private final int max;
    private final ConcurrentHashMap<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final Counter rejected;

    /**
     * Counts no connection yet.
     *
     * @param limits as configured
     * @param rejected counts refused connections
     */
    Admission(ServerConfig.Limits limits, Counter rejected) {
        this.rejected = rejected;
        this.perAddressMax = limits.maxClientCnxns();
        this.max = limits.maxCnxns();
    }

    /**
     * Counts one more connection. It must later {@link #leave}.
     *
     * @return null if it is allowed, otherwise the reason
     */
    String enter(InetAddress address) {
        if (count.incrementAndGet() > max && max > 0) {
            count.decrementAndGet();
            rejected.increment();
            return "Too many connections - max is " + max + " (maxCnxns)";
        }
        int fromThere = perAddress.merge(address, 1, Integer::sum);
        if (fromThere > perAddressMax && perAddressMax > 0) {
            leave(address);
            rejected.increment();
            return "Too many connections from /" + address.getHostAddress() + " - max is " + perAddressMax;
        }
        return null;
    }

    void leave(InetAddress address) {
        count.decrementAndGet();
        perAddress.computeIfPresent(address, (key, n) -> n == 1 ? null : n - 1);
    }

    /** @return open connections */
    public int count() {
        return count.get();
    }

    /** @return open connections from this host */
    public int localCount() {
        int[] sum = new int[1];
        perAddress.forEach((address, n) -> sum[0] += address.isLoopbackAddress() ? n : 0);
        return sum[0];
    }
}
