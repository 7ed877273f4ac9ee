// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.quorum;

import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.FourLetterWord;
import io.paddock.e2e.harness.FreePort;
import io.paddock.e2e.harness.ServerKind;
import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.ServerProcess;
import io.paddock.protocol.Payload;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.server.link.Members;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Three members on loopback, of which the test plays the second and Apache's servers the others. */
final class MixedEnsemble implements AutoCloseable {
    static final long OURS = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Map<Long, Integer> quorumPorts = new TreeMap<>();
    private final Map<Long, Integer> electionPorts = new TreeMap<>();
    private final Map<Long, ServerProcess> servers = new HashMap<>();

    MixedEnsemble() {
        for (long sid = 1; sid <= 3; sid++) {
            quorumPorts.put(sid, FreePort.pick());
            electionPorts.put(sid, FreePort.pick());
        }
    }

    /** Starts an Apache server, for the first time or again, and does not wait. */
    ServerProcess launch(long sid) throws IOException {
        ServerProcess server = servers.get(sid);
        if (server == null) {
            ServerOptions options = ServerOptions.of(ServerKind.APACHE)
                    .cfg("initLimit=10")
                    .cfg("syncLimit=10")
                    .jvm("-Dzookeeper.forceSnapshotSync=true");
            for (long each = 1; each <= 3; each++) {
                options = options.cfg("server." + each + "=" + address(each));
            }
            server = ServerProcess.prepare(options);
            Files.writeString(server.dataDir().resolve("myid"), Long.toString(sid));
            servers.put(sid, server);
        }
        server.launch();
        return server;
    }

    /** Waits until a server serves as a leader or follower. */
    void awaitMode(long sid, String mode) {
        await("server " + sid + " as " + mode).atMost(PATIENCE).until(() -> srvr(sid)
                .contains("Mode: " + mode));
    }

    /** What a server says about itself. */
    String srvr(long sid) {
        return FourLetterWord.ask(servers.get(sid).port(), "srvr");
    }

    private String address(long sid) {
        return "127.0.0.1:" + quorumPorts.get(sid) + ":" + electionPorts.get(sid) + ":participant";
    }

    /** The configuration as members tell each other. */
    Payload config() {
        StringBuilder text = new StringBuilder();
        for (long sid = 1; sid <= 3; sid++) {
            text.append("server.").append(sid).append('=').append(address(sid)).append('\n');
        }
        return EnsembleConfig.parse(text.append("version=0").toString()).payload();
    }

    HostPort electionAddress(long sid) {
        return new HostPort("127.0.0.1", electionPorts.get(sid));
    }

    HostPort quorumAddress(long sid) {
        return new HostPort("127.0.0.1", quorumPorts.get(sid));
    }

    Members electionMembers() {
        Map<Long, List<HostPort>> addresses = new HashMap<>();
        electionPorts.keySet().forEach(sid -> addresses.put(sid, List.of(electionAddress(sid))));
        return new Members(addresses);
    }

    @Override
    public void close() {
        servers.values().forEach(ServerProcess::close);
    }
}
