// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.listen;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Turns host names into addresses. A name is looked up again at each attempt to connect, because members
 * move. A lookup may block.
 */
@FunctionalInterface
public interface Names {
    /** The name service that the machine is configured to use. */
    Names SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /**
     * Looks up a host name.
     *
     * @return at least one address
     * @throws UnknownHostException when the name has no address now; it may have one later
     */
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /** @return whether {@code host} is itself an address, so that its meaning never changes */
    static boolean isLiteral(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }
}
