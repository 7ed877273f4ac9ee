// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.listen;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Turns host names into addresses. Asked again at each attempt to connect, as members move. May block. */
@FunctionalInterface
public interface Names {
    /** What the machine is configured to use. */
    Names SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /** @return at least one. @throws UnknownHostException when there is none now; there may be one later */
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /** @return whether {@code host} is an address as it stands, so that it means the same for ever */
    static boolean isLiteral(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }
}
