// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.cli;

import io.paddock.bench.client.Dial;
import io.paddock.bench.measure.ProcessCpu;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which server to measure. All commands share these options. */
final class TargetOptions {
    private static final int DEFAULT_PORT = 2181;

    @Option(
            names = {"-s", "--hosts"},
            defaultValue = "127.0.0.1:2181",
            description = "Servers as host:port,host:port; connections take them in turn. Default: ${DEFAULT-VALUE}.")
    private String hosts;

    @Option(
            names = "--pid",
            split = ",",
            description = "Process ids of the servers, on this machine: prints their CPU time per operation.")
    private List<Long> pids = new ArrayList<>();

    @Option(
            names = "--threads",
            defaultValue = "1",
            description =
                    "Event loops of the load generator. Default: ${DEFAULT-VALUE}; one is good for several 100,000 "
                            + "operations per second.")
    private int threads;

    @Option(
            names = "--session-timeout",
            defaultValue = "30s",
            converter = DurationOption.class,
            description = "Session timeout to ask for. Default: ${DEFAULT-VALUE}.")
    private Duration sessionTimeout;

    @Option(
            names = "--connect-timeout",
            defaultValue = "30s",
            converter = DurationOption.class,
            description = "How long to wait for a connection. Default: ${DEFAULT-VALUE}.")
    private Duration connectTimeout;

    int threads() {
        return threads;
    }

    ProcessCpu server() {
        return new ProcessCpu(pids);
    }

    String hosts() {
        return hosts;
    }

    Dial dial() {
        return new Dial(servers(hosts), (int) sessionTimeout.toMillis(), (int) connectTimeout.toMillis());
    }

    /** @throws IllegalArgumentException with the part that is neither a host nor host:port */
    static List<InetSocketAddress> servers(String hosts) {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String part : hosts.split(",", -1)) {
            String host = part.trim();
            int port = DEFAULT_PORT;
            int colon = host.lastIndexOf(':');
            if (colon >= 0 && host.indexOf(']', colon) < 0) {
                port = port(part, host.substring(colon + 1));
                host = host.substring(0, colon);
            }
            if (host.isEmpty()) {
                throw new IllegalArgumentException("no host in \"" + part + "\": write host:port,host:port");
            }
            InetSocketAddress server = new InetSocketAddress(host.replaceAll("^\\[|]$", ""), port);
            if (server.isUnresolved()) {
                throw new IllegalArgumentException("host " + host + " does not resolve");
            }
            servers.add(server);
        }
        return servers;
    }

    private static int port(String part, String text) {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port <= 0xffff) {
                return port;
            }
        } catch (NumberFormatException e) {
            // The exception below says what is allowed.
        }
        throw new IllegalArgumentException("port in \"" + part + "\" must be from 1 to 65535");
    }
}
