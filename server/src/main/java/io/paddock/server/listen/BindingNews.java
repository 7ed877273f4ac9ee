// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.listen;

import io.paddock.protocol.quorum.HostPort;
import java.net.InetSocketAddress;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs where a port listens and why it does not listen elsewhere. Each change is logged once, however often
 * the port is tried.
 */
final class BindingNews {
    private static final Logger LOG = LoggerFactory.getLogger(PortBinding.class);

    private final String purpose;
    private String lastPlaces = "";
    private String lastFailure = "";

    BindingNews(String purpose) {
        this.purpose = purpose;
    }

    void moves(List<HostPort> to) {
        LOG.info("Port for {} moves to {}", purpose, to);
    }

    void closesAt(InetSocketAddress address) {
        LOG.info("Port for {} is closed at {}", purpose, address);
    }

    /**
     * Logs the open addresses, if they have changed.
     *
     * @param hosts as configured
     * @param where the addresses that the hosts have now
     * @param others the addresses that the hosts had before, which are still open
     */
    void places(List<HostPort> hosts, List<InetSocketAddress> where, List<InetSocketAddress> others) {
        String places = where + " " + others;
        if (places.equals(lastPlaces)) {
            return;
        }
        lastPlaces = places;
        if (hosts.isEmpty()) {
            LOG.info("Port for {} is closed", purpose);
        } else if (!where.isEmpty() && others.isEmpty()) {
            LOG.info("Port for {} bound to {}", purpose, where);
        } else if (!where.isEmpty()) {
            LOG.info("Port for {} bound to {}, and still to {}", purpose, where, others);
        }
    }

    /**
     * Logs the first failure, if it differs from the last one.
     *
     * @param failures of the last attempt, perhaps none
     * @param pauseMillis until the next attempt
     */
    void failures(List<String> failures, long pauseMillis) {
        String failure = failures.isEmpty() ? "" : failures.get(0);
        if (!failure.isEmpty() && !failure.equals(lastFailure)) {
            LOG.warn("Cannot listen for {} on {}, trying again every {} ms", purpose, failure, pauseMillis);
        }
        lastFailure = failure;
    }
}
