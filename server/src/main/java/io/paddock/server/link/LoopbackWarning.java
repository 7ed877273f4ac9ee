// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import io.paddock.protocol.quorum.HostPort;
import java.net.InetSocketAddress;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns once if this server's own name is a loopback address on this host while another member's is not.
 * Servers on other hosts cannot connect to it then. If all names are loopback addresses, the members run on
 * one host, and nothing is wrong. Confined to the loop.
 */
final class LoopbackWarning {
    private static final Logger LOG = LoggerFactory.getLogger(LoopbackWarning.class);

    private final ElectionOptions options;
    private final MemberTransport transport;
    private boolean warned;

    LoopbackWarning(ElectionOptions options, MemberTransport transport) {
        this.options = options;
        this.transport = transport;
    }

    /**
     * Warns if it finds a reason.
     *
     * @param own where this server listens for votes
     * @param members the addresses of all members
     */
    void check(List<InetSocketAddress> own, Members members) {
        List<InetSocketAddress> loopback = own.stream()
                .filter(each -> each.getAddress().isLoopbackAddress())
                .toList();
        if (loopback.isEmpty()) {
            warned = false;
        } else if (!warned) {
            List<HostPort> others = members.addresses().entrySet().stream()
                    .filter(each -> each.getKey() != options.sid())
                    .flatMap(each -> each.getValue().stream())
                    .toList();
            transport.resolve(others).thenAccept(resolved -> compare(loopback, resolved.addresses()));
        }
    }

    private void compare(List<InetSocketAddress> own, List<InetSocketAddress> others) {
        InetSocketAddress elsewhere = others.stream()
                .filter(each -> !each.getAddress().isLoopbackAddress()
                        && !each.getAddress().isAnyLocalAddress())
                .findFirst()
                .orElse(null);
        if (elsewhere != null && !warned) {
            warned = true;
            LOG.warn(
                    "The own address of server {} is {}, a loopback address, on this host, while another member is at {}."
                            + " Members on other hosts cannot connect to this server. Correct the name service, /etc/hosts,"
                            + " or this server's own server.{} line. A host name is looked up again while the server runs;"
                            + " no restart is needed then",
                    options.sid(),
                    own,
                    elsewhere,
                    options.sid());
        }
    }
}
