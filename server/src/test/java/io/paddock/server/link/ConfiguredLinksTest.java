// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.server.config.ConfigReader;
import io.paddock.server.config.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's settings reach the links. */
class ConfiguredLinksTest {
    @TempDir
    Path temp;

    private ServerConfig read(String lines) throws Exception {
        Files.writeString(temp.resolve("myid"), "1\n");
        Path file = temp.resolve("zoo.cfg");
        Files.writeString(
                file,
                "dataDir=" + temp + "\nclientPort=2181\ntickTime=1000\ninitLimit=5\nsyncLimit=2\n"
                        + "server.1=a:2888:3888|[::1]:2889:3889\nserver.2=b:2888:3888\nmultiAddress.enabled=true\n"
                        + lines);
        return new ConfigReader(Map.of()).read(file);
    }

    @Test
    void electionLinksAreAsConfigured() throws Exception {
        ElectionOptions plain = ElectionOptions.of(read("").ensemble());
        assertThat(plain)
                .usingRecursiveComparison()
                .ignoringFields("multiAddress", "probeMillis")
                .isEqualTo(ElectionOptions.of(1, List.of(new HostPort("::1", 3889), new HostPort("a", 3888)), 2000));
        assertThat(plain.multiAddress()).isTrue();
        assertThat(plain.probeMillis()).isEqualTo(1000);
        assertThat(ElectionOptions.of(read("multiAddress.reachabilityCheckTimeoutMs=77")
                                .ensemble())
                        .probeMillis())
                .isEqualTo(77);
        assertThat(ElectionOptions.of(read("multiAddress.reachabilityCheckEnabled=false")
                                .ensemble())
                        .probeMillis())
                .isZero();
        ElectionOptions options = ElectionOptions.of(
                read("quorumListenOnAllIPs=true\ncnxTimeout=1\nquorumCnxnTimeoutMs=2\nelectionPortBindRetry=0\ntcpKeepAlive=true")
                        .ensemble());
        assertThat(options.listenOnAllAddresses()).isTrue();
        assertThat(options.connectTimeoutMillis()).isEqualTo(1);
        assertThat(options.handshakeTimeoutMillis()).isEqualTo(2);
        assertThat(options.bindAttempts()).isZero();
        assertThat(options.tcpKeepAlive()).isTrue();
    }

    @Test
    void quorumLinksAreAsConfigured() throws Exception {
        assertThat(QuorumOptions.of(read(""))).isEqualTo(QuorumOptions.of(5000));
        QuorumOptions options = QuorumOptions.of(
                read(
                        "jute.maxbuffer=5000\njute.maxbuffer.extrasize=2000\nleaderConnectDelayDuringRetryMs=7\ndigest.enabled=false"));
        assertThat(options.fieldBytesMax()).isEqualTo(7000);
        assertThat(options.connectPauseMillis()).isEqualTo(7);
        assertThat(options.digestEnabled()).isFalse();
    }

    @Test
    void memberThatMovesIsDialledAtItsNewAddress() {
        EnsembleConfig committed = EnsembleConfig.parse("server.1=a:1:2\nserver.2=b:1:2\nversion=5");
        EnsembleConfig proposed = EnsembleConfig.parse("server.2=b2:1:2\nserver.3=c:1:2\nversion=6");
        assertThat(Members.electing(committed, proposed).addresses())
                .isEqualTo(Map.of(
                        1L, List.of(new HostPort("a", 2)),
                        2L, List.of(new HostPort("b2", 2)),
                        3L, List.of(new HostPort("c", 2))));
        assertThat(Members.electing(committed, committed.withVersion(4)).addresses())
                .isEqualTo(Map.of(1L, List.of(new HostPort("a", 2)), 2L, List.of(new HostPort("b", 2))));
        assertThat(Members.leading(committed).addresses())
                .isEqualTo(Map.of(1L, List.of(new HostPort("a", 1)), 2L, List.of(new HostPort("b", 1))));
    }
}
