// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Apache ZooKeeper, started from its jars without a start script, whose time would count against it. */
public final class ApacheCandidate implements Candidate {
    private static final String MAIN = "org.apache.zookeeper.server.quorum.QuorumPeerMain";
    private static final String NETTY =
            "-Dzookeeper.serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory";
    /** Without this configuration, logback logs every request. */
    private static final String LOGBACK = """
            <configuration>
              <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d %p [%t] %c - %m%n</pattern></encoder>
              </appender>
              <root level="INFO"><appender-ref ref="OUT"/></root>
            </configuration>
            """;

    private final Path lib;
    private final boolean netty;
    private final ServerOptions options;

    /**
     * @param lib the folder with its jars;
     * @param netty whether it serves with Netty instead of its default, NIO
     */
    public ApacheCandidate(Path lib, boolean netty, ServerOptions options) {
        this.lib = lib;
        this.netty = netty;
        this.options = options;
    }

    @Override
    public String name() {
        return netty ? "Apache (Netty)" : "Apache";
    }

    @Override
    public ProcessBuilder command(Path config, Path directory) throws IOException {
        Files.writeString(directory.resolve("logback.xml"), LOGBACK);
        List<String> command = new ArrayList<>();
        command.add(options.java());
        command.addAll(List.of(options.heapFlags().split(" ")));
        if (netty) {
            command.add(NETTY);
        }
        command.addAll(
                List.of("-cp", directory + File.pathSeparator + lib + File.separator + "*", MAIN, config.toString()));
        return new ProcessBuilder(command);
    }
}
