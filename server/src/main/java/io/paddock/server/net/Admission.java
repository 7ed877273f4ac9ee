// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.paddock.server.config.ServerConfig;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How many connections there may be, in all and from one address. Any thread. */
public final class Admission {
    private final int perAddressMax;
    private final int max;
    private final ConcurrentHashMap<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong rejected = new AtomicLong();

    Admission(ServerConfig.Limits limits) {
        this.perAddressMax = limits.maxClientCnxns();
        this.max = limits.maxCnxns();
    }

    /** @return null if one more connection from there is fine (it must {@link #leave}), else why not */
    String enter(InetAddress address) {
        if (count.incrementAndGet() > max && max > 0) {
            count.decrementAndGet();
            rejected.incrementAndGet();
            return "Too many connections - max is " + max + " (maxCnxns)";
        }
        int fromThere = perAddress.merge(address, 1, Integer::sum);
        if (fromThere > perAddressMax && perAddressMax > 0) {
            leave(address);
            rejected.incrementAndGet();
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

    /** @return connections turned away since the start */
    public long rejected() {
        return rejected.get();
    }
}
