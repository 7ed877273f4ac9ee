// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.server.config.Ensemble.Address;
import io.paddock.server.config.Ensemble.HostPort;
import io.paddock.server.config.Ensemble.Member;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnsembleReaderTest {
    @TempDir
    Path temp;

    private ServerConfig read(String lines) throws Exception {
        Path file = temp.resolve("zoo.cfg");
        Files.writeString(file, "dataDir=" + temp + "\n" + lines);
        return new ConfigReader(Map.of()).read(file);
    }

    private static Member member(String line) throws ConfigException {
        int equals = line.indexOf('=');
        return new ServerLine(new Setting(line.substring(0, equals), line.substring(equals + 1), "f, line 9")).read();
    }

    @Test
    void theOfficialContainersConfigurationRunsStandaloneOnThePortOfItsServerLine() throws Exception {
        ServerConfig config = read("initLimit=5\nsyncLimit=2\nserver.1=localhost:2888:3888;2181");
        assertThat(config.clientPort().bindAddress()).isEqualTo(new InetSocketAddress(2181));
        assertThat(config.ensemble().distributed()).isFalse();
        assertThat(config.warnings())
                .containsExactly("Invalid configuration, only one server specified (ignoring): running standalone");
        config.requireSupported();
    }

    @Test
    void severalVotersAreUnderstoodAndRefusedAsNotSupportedYet() throws Exception {
        ServerConfig config = read("clientPort=2181\ninitLimit=5\nsyncLimit=2\n"
                + "server.1=a:2888:3888\nserver.2=b:2888:3888:observer\nserver.3=c:2888:3888:PARTICIPANT;c:2182");
        assertThat(config.ensemble().voters()).isEqualTo(2);
        assertThat(config.ensemble().members()).containsOnlyKeys(1L, 2L, 3L);
        assertThatThrownBy(config::requireSupported)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("asks for an ensemble (2 voters)");
        assertThatThrownBy(() -> read("clientPort=1\nserver.1=a:1:2\nserver.2=b:1:2"))
                .hasMessage("initLimit is not set");
        assertThatThrownBy(() -> read("clientPort=1\ninitLimit=3\nserver.1=a:1:2\nserver.2=b:1:2"))
                .hasMessage("syncLimit is not set");
    }

    @Test
    void addressesOfAllForms() throws Exception {
        assertThat(member("server.1=a:2888:3888|[::1]:2889:3889;[fe80::1]:2181"))
                .isEqualTo(new Member(
                        1,
                        List.of(new Address("a", 2888, 3888), new Address("::1", 2889, 3889)),
                        true,
                        Optional.of(new HostPort("fe80::1", 2181))));
        assertThat(member("server.4=b:1:2:observer").voter()).isFalse();
        assertThat(member("server.4=b:1:2").client()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "server.x=a:1:2, 'server.x: the server id must be a whole number: For input string: \"x\"'",
        "server.1=a:1, 'a:1 does not have the form server_config or server_config;client_config where'",
        "server.1=a:1:2:observer:9, does not have the form",
        "server.1=a:1:2;b:c:3, does not have the form",
        "server.1=a:one:2, 'Address unresolved: a:one'",
        "server.1=a:1:70000, 'Address unresolved: a:70000'",
        "server.1=a:1:2;x, 'Address unresolved: 0.0.0.0:x'",
        "server.1=a:1:2:foo, 'Unrecognised peertype: foo'",
        "server.1=a:1:1, 'Client and election port must be different! Please update the configuration file on server.1'",
        "server.1=[::1:1:2, 'starts with ''['' but has no matching '']:'''",
        "server.1=[::1], 'doesn''t have a port after colon'",
        "server.1=[::1]:, 'doesn''t have a port after colon'",
        "server.1=a:1:2|b:1:2:observer, 'Multiple addresses should have similar roles'",
    })
    void aWrongLineIsRefusedWithItsPlaceAndReason(String line, String reason) {
        assertThatThrownBy(() -> member(line))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("f, line 9: ")
                .hasMessageContaining(reason);
    }

    @Test
    void membershipsThatCannotWorkAreRefused() {
        assertThatThrownBy(() -> read("clientPort=1\nserver.1=a:1:2:observer"))
                .hasMessage("Observers w/o participants is an invalid configuration");
        assertThatThrownBy(() -> read("clientPort=1\nserver.1=a:1:2\nserver.2=a:1:2:observer"))
                .hasMessage("Observers w/o quorum is an invalid configuration");
        assertThatThrownBy(() -> read("clientPort=1\nstandaloneEnabled=false"))
                .hasMessage("standaloneEnabled = false then number of participants should be >0");
    }

    @Test
    void twoDifferentClientAddressesAreRefused() throws Exception {
        Files.writeString(temp.resolve("myid"), "1\n");
        assertThatThrownBy(() -> read("clientPort=2181\nserver.1=a:1:2;2182"))
                .hasMessage("client address for this server (id = 1) in static config file is 0.0.0.0:2181 is different"
                        + " from client address found in dynamic file: 0.0.0.0:2182");
        assertThat(read("clientPort=2181\nserver.1=a:1:2;127.0.0.1:2181")
                        .clientPort()
                        .address())
                .contains("127.0.0.1");
    }

    @Test
    void membersMayStandInADynamicFile() throws Exception {
        Path dynamic = temp.resolve("zoo.cfg.dynamic.100000002");
        Files.writeString(dynamic, "server.1=localhost:2888:3888:participant;0.0.0.0:2185");
        assertThat(read("dynamicConfigFile=" + dynamic).clientPort().port()).isEqualTo(2185);
        assertThat(read("dynamicConfigFile=zoo.cfg.dynamic.100000002")
                        .clientPort()
                        .port())
                .isEqualTo(2185);
        assertThatThrownBy(() -> read("dynamicConfigFile=" + dynamic + "\nserver.1=a:1:2"))
                .hasMessageContaining("line 3: parameter: server.1 must be in a separate dynamic config file");
        Files.writeString(dynamic, "server.1=a:1:2;2181\nclientPort=1");
        assertThatThrownBy(() -> read("dynamicConfigFile=" + dynamic))
                .hasMessageStartingWith(dynamic + ", line 2: Unrecognised parameter: clientPort");
        Files.writeString(dynamic, "version=1");
        assertThatThrownBy(() -> read("dynamicConfigFile=" + dynamic))
                .hasMessage(dynamic + ", line 1: dynamic file shouldn't have version inside");
        assertThatThrownBy(() -> read("dynamicConfigFile=/nope")).hasMessage("/nope file is missing");
    }
}
