// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.listen;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A name service whose answers a test changes. An address literal resolves to itself. Any other name must be
 * set with {@link #put} first.
 */
public final class FakeNames implements Names {
    private final Map<String, List<String>> answers = new ConcurrentHashMap<>();
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();

    /** From now on {@code host} has these addresses, or none. */
    public FakeNames put(String host, String... addresses) {
        answers.put(host, List.of(addresses));
        return this;
    }

    /** @return how often the host was looked up */
    public int asked(String host) {
        return asked.getOrDefault(host, 0);
    }

    @Override
    public List<InetAddress> resolve(String host) throws UnknownHostException {
        asked.merge(host, 1, Integer::sum);
        List<String> texts = Names.isLiteral(host) ? List.of(host) : answers.getOrDefault(host, List.of());
        if (texts.isEmpty()) {
            throw new UnknownHostException(host);
        }
        List<InetAddress> addresses = new ArrayList<>();
        for (String each : texts) {
            addresses.add(
                    InetAddress.getByAddress(host, InetAddress.getByName(each).getAddress()));
        }
        return addresses;
    }
}
