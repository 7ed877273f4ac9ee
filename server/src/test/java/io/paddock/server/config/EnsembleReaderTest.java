// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.EnsembleMember;
import io.paddock.protocol.quorum.EnsembleMember.Address;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.zab.door.FirstEpoch;
import io.paddock.zab.door.Settings;
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

    private static EnsembleMember member(String line) throws ConfigException {
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

    private ServerConfig readAs(long sid, String lines) throws Exception {
        Files.writeString(temp.resolve("myid"), sid + "\n");
        return read("clientPort=2181\ninitLimit=5\nsyncLimit=2\n" + lines);
    }

    private static final String THREE =
            "server.1=a:2888:3888\nserver.2=b:2888:3888:observer\nserver.3=c:2888:3888:PARTICIPANT;c:2182\n";

    @Test
    void warnsAboutPeriodsThatAreTooShort() throws Exception {
        ServerConfig config = readAs(
                1,
                THREE.replace(":observer", "")
                        + "tickTime=1\nfastleader.minNotificationInterval=50\nfastleader.maxNotificationInterval=49\n");
        assertThat(config.warnings())
                .containsExactlyInAnyOrder(
                        "tickTime=1: members measure time in whole milliseconds, so the pings that are due every half tick"
                                + " are sent every millisecond",
                        "fastleader.maxNotificationInterval=49 is below fastleader.minNotificationInterval=50, which"
                                + " holds for both");
        assertThat(config.ensemble().electing().maxNotificationMillis()).isEqualTo(50);
    }

    @Test
    void severalVotersAreAnEnsemble() throws Exception {
        ServerConfig config = readAs(2, THREE);
        assertThat(config.ensemble().distributed()).isTrue();
        assertThat(config.ensemble().voters()).isEqualTo(2);
        assertThat(config.ensemble().committed())
                .isEqualTo(EnsembleConfig.parse("server.1=a:2888:3888:participant\nserver.2=b:2888:3888:observer\n"
                        + "server.3=c:2888:3888:participant;c:2182"));
        assertThat(config.ensemble().lastSeen()).isEqualTo(config.ensemble().committed());
        assertThat(config.ensemble().self().sid()).isEqualTo(2);
        assertThat(config.ensemble().observer()).isTrue();
        assertThat(config.warnings())
                .containsExactly("No server failure will be tolerated. You need at least 3 servers.");
        config.requireSupported();
    }

    @Test
    void ensembleNeedsItsLimitsAndItsOwnId() throws Exception {
        assertThatThrownBy(() -> read("clientPort=1\nserver.1=a:1:2\nserver.2=b:1:2"))
                .hasMessageStartingWith("initLimit is not set");
        assertThatThrownBy(() -> read("clientPort=1\ninitLimit=3\nserver.1=a:1:2\nserver.2=b:1:2"))
                .hasMessageStartingWith("syncLimit is not set");
        assertThatThrownBy(() -> read("clientPort=1\ninitLimit=3\nsyncLimit=2\nserver.1=a:1:2\nserver.2=b:1:2"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("myid file is missing");
        Files.writeString(temp.resolve("myid"), "abc\n");
        assertThatThrownBy(() -> read("clientPort=1\n" + THREE)).hasMessageContaining("serverid abc is not a number");
    }

    @Test
    void aServerThatIsNoMemberDoesNotStart() throws Exception {
        assertThatThrownBy(() -> readAs(9, THREE))
                .isInstanceOf(NotAMember.class)
                .hasMessageStartingWith("My id 9 not in the peer list [1, 2, 3] of " + temp.resolve("zoo.cfg"))
                .hasMessageContaining(temp.resolve("myid").toString());
    }

    @Test
    void singleVoterIsAnEnsembleIfStandaloneIsDisabled() throws Exception {
        ServerConfig config = readAs(1, "standaloneEnabled=false\nserver.1=a:1:2;2181\nserver.2=b:1:2:observer");
        assertThat(config.ensemble().distributed()).isTrue();
        assertThat(config.ensemble().standaloneEnabled()).isFalse();
        assertThat(config.warnings())
                .containsExactly("No server failure will be tolerated. You need at least 3 servers.");
    }

    @Test
    void serverListDecidesWhichMembersAreObservers() throws Exception {
        ServerConfig config = readAs(1, "peerType=observer\n" + THREE);
        assertThat(config.ensemble().observer()).isFalse();
        assertThat(config.warnings())
                .contains("Peer type from servers list (PARTICIPANT) doesn't match peerType (observer). Defaulting to"
                        + " servers list.");
        assertThat(readAs(2, "peerType=observer\n" + THREE).warnings())
                .noneMatch(warning -> warning.startsWith("Peer type"));
    }

    @Test
    void everyGivenValueIsRead() throws Exception {
        Ensemble ensemble = readAs(1, THREE + """
                        tickTime=100
                        connectToLearnerMasterLimit=7
                        reconfigEnabled=true
                        fastleader.minNotificationInterval=11
                        fastleader.maxNotificationInterval=12
                        cnxTimeout=13
                        quorumCnxnTimeoutMs=14
                        electionPortBindRetry=0
                        tcpKeepAlive=true
                        oraclePath=/oracle
                        commitLogCount=1000
                        forceSnapshotSync=true
                        snapshotSizeFactor=-1
                        maxConcurrentSnapSyncs=15
                        leader.maxConcurrentDiffSyncs=16
                        leader.maxTimeToWaitForEpoch=17
                        leaderConnectDelayDuringRetryMs=18
                        quorumListenOnAllIPs=true
                        multiAddress.enabled=true
                        multiAddress.reachabilityCheckEnabled=false
                        multiAddress.reachabilityCheckTimeoutMs=19
                        leaderServes=no
                        localSessionsEnabled=true
                        localSessionsUpgradingEnabled=true
                        syncEnabled=false
                        testingonly.initialZxid=20
                        observerMasterPort=2191
                        observer.reconnectDelayMs=21
                        observer.election.DelayMs=22
                        paddock.newEnsembleWaitMs=23
                        """).ensemble();
        assertThat(ensemble.patience()).isEqualTo(new Ensemble.Patience(100, 5, 2, 7));
        assertThat(ensemble.electing())
                .isEqualTo(new Ensemble.Electing(11, 12, 13, 14, 0, true, Optional.of(Path.of("/oracle")), 23));
        assertThat(ensemble.syncing()).isEqualTo(new Ensemble.Syncing(1000, true, -1, 15, 16, 17, 18));
        assertThat(ensemble.addressing()).isEqualTo(new Ensemble.Addressing(true, true, false, 19));
        assertThat(ensemble.serving()).isEqualTo(new Ensemble.Serving(false, true, true, 20));
        assertThat(ensemble.observing()).isEqualTo(new Ensemble.Observing(false, 2191, 21, 22));
        assertThat(ensemble.agreement())
                .isEqualTo(new Settings(
                        1, 100, 5, 2, 11, 12, 1000, true, true, 17, 15, 16, 7, true, new FirstEpoch(23, 0)));
    }

    @Test
    void missingValuesHaveZooKeepersDefaults() throws Exception {
        Ensemble ensemble = readAs(1, "tickTime=1000\n" + THREE).ensemble();
        assertThat(ensemble.patience()).isEqualTo(new Ensemble.Patience(1000, 5, 2, 5));
        assertThat(ensemble.electing())
                .isEqualTo(new Ensemble.Electing(200, 60_000, 5000, 2000, 3, false, Optional.empty(), 10_000));
        assertThat(ensemble.syncing()).isEqualTo(new Ensemble.Syncing(500, false, 0.33, 10, 100, -1, 100));
        assertThat(ensemble.addressing()).isEqualTo(new Ensemble.Addressing(false, false, true, 1000));
        assertThat(ensemble.serving()).isEqualTo(new Ensemble.Serving(true, false, false, 0));
        assertThat(ensemble.observing()).isEqualTo(new Ensemble.Observing(true, 0, 0, 200));
        assertThat(ensemble.agreement()).isEqualTo(Settings.of(1, 1000, 5, 2).with(new FirstEpoch(10_000, 0)));
    }

    @Test
    void unsupportedProtectionIsRefusedRatherThanIgnored() throws Exception {
        for (String key : List.of("sslQuorum", "portUnification", "quorum.auth.enableSasl")) {
            ServerConfig config = readAs(1, THREE + key + "=true");
            assertThatThrownBy(config::requireSupported)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(key);
        }
        assertThatThrownBy(() -> readAs(1, THREE + "quorum.auth.serverRequireSasl=true"))
                .hasMessage("quorum.auth.enableSasl is disabled, so cannot enable quorum.auth.serverRequireSasl");
    }

    @Test
    void groupsAndWeightsArePartOfTheConfiguration() throws Exception {
        String members = "server.1=a:1:2\nserver.2=b:1:2\nserver.3=c:1:2\n";
        EnsembleConfig config = readAs(1, members + "group.1=1:2\ngroup.2=3\nweight.3=2\nweight.7=1")
                .ensemble()
                .committed();
        assertThat(config.groups()).isEqualTo(Map.of(1L, List.of(1L, 2L), 2L, List.of(3L)));
        assertThat(config.weights()).isEqualTo(Map.of(1L, 1L, 2L, 1L, 3L, 2L, 7L, 1L));
        assertThat(config.text())
                .endsWith("\ngroup.1=1:2\ngroup.2=3\nweight.1=1\nweight.2=1\nweight.3=2\nweight.7=1\nversion=0");
        assertThatThrownBy(() -> readAs(1, members + "group.1=1:2\ngroup.2=2:3"))
                .hasMessageStartingWith("Server 2 is in multiple groups: group.1 at ")
                .hasMessageContaining(" and group.2 at ");
        assertThatThrownBy(() -> readAs(1, members + "group.1=1:2")).hasMessage("Server 3 is not in a group");
        assertThatThrownBy(() -> readAs(1, members + "groups=1:2")).hasMessageContaining("group.N=id:id:id");
    }

    @Test
    void severalAddressesOfAMemberMustBeEnabled() throws Exception {
        String members = "server.1=a:1:2|a2:1:2\nserver.2=b:1:2\nserver.3=c:1:2\n";
        assertThatThrownBy(() -> readAs(1, members))
                .hasMessageContaining(
                        "Multiple address feature is disabled, but multiple addresses were specified for sid 1");
        assertThat(readAs(1, members + "multiAddress.enabled=true")
                        .ensemble()
                        .self()
                        .addresses())
                .containsExactly(new Address("a", 1, 2), new Address("a2", 1, 2));
    }

    @Test
    void theVersionOfTheMembersIsInTheNameOfTheirFile() throws Exception {
        Path dynamic = temp.resolve("zoo.cfg.dynamic.100000002");
        Files.writeString(dynamic, THREE);
        Ensemble ensemble = readAs(1, "dynamicConfigFile=" + dynamic).ensemble();
        assertThat(ensemble.committed().version()).isEqualTo(0x100000002L);
        Files.writeString(temp.resolve("members"), THREE);
        assertThat(readAs(1, "dynamicConfigFile=members").ensemble().committed().version())
                .isZero();
    }

    @Test
    void proposedConfigurationIsReadFromItsOwnFile() throws Exception {
        Path next = temp.resolve("zoo.cfg.dynamic.next");
        Files.writeString(next, "server.1=a:2888:3888:participant;0.0.0.0:2181\nversion=200000003");
        Files.writeString(temp.resolve("members"), THREE);
        String apart = "dynamicConfigFile=members\n";
        Ensemble ensemble = readAs(1, "reconfigEnabled=true\n" + apart).ensemble();
        assertThat(ensemble.committed().members()).hasSize(3);
        assertThat(ensemble.lastSeen().members()).hasSize(1);
        assertThat(ensemble.lastSeen().version()).isEqualTo(0x200000003L);
        assertThat(readAs(1, apart).ensemble().lastSeen().version()).isZero();
        assertThat(readAs(1, "reconfigEnabled=true\n" + THREE)
                        .ensemble()
                        .lastSeen()
                        .version())
                .isZero();
        Files.writeString(next, "no members here");
        assertThatThrownBy(() -> readAs(1, "reconfigEnabled=true\n" + apart)).hasMessageStartingWith(next.toString());
    }

    @Test
    void addressesOfAllForms() throws Exception {
        assertThat(member("server.1=a:2888:3888|[::1]:2889:3889;[fe80::1]:2181"))
                .isEqualTo(new EnsembleMember(
                        1,
                        List.of(new Address("a", 2888, 3888), new Address("::1", 2889, 3889)),
                        false,
                        Optional.of(new HostPort("fe80::1", 2181))));
        assertThat(member("server.4=b:1:2:observer").observer()).isTrue();
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
        assertThatThrownBy(() -> read("clientPort=1\nserver.1=a:1:2\nserver.2=b:1:2:observer"))
                .hasMessage("Observers w/o quorum is an invalid configuration");
        assertThatThrownBy(() -> read("clientPort=1\nstandaloneEnabled=false"))
                .hasMessage("standaloneEnabled = false then number of participants should be >0");
    }

    @Test
    void twoDifferentClientAddressesAreRefused() throws Exception {
        Files.writeString(temp.resolve("myid"), "1\n");
        assertThatThrownBy(() -> read("clientPort=2181\nserver.1=a:1:2;2182"))
                .hasMessageStartingWith(
                        "client address for this server (id = 1) in static config file is 0.0.0.0:2181 is different"
                                + " from client address found in dynamic file: 0.0.0.0:2182");
        assertThat(read("clientPort=2181\nserver.1=a:1:2;127.0.0.1:2181")
                        .clientPort()
                        .address())
                .contains("127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 127.0.0.1",
        "127.0.0.1, LOCALHOST",
        "::1, [0:0:0:0:0:0:0:1]",
        "127.0.0.1, [::ffff:127.0.0.1]",
        "127.1, 127.0.0.1",
        "Zoo1.invalid, zoo1.INVALID.",
        "0.0.0.0, [::]",
        "0.0.0.0, 127.0.0.1",
        "::, 10.0.0.1",
        "[::1], [::1]"
    })
    void theSameClientAddressMayBeWrittenInTwoWays(String address, String inLine) throws Exception {
        Files.writeString(temp.resolve("myid"), "1\n");
        String text = "clientPort=2181\nclientPortAddress=" + address + "\nserver.1=a:1:2;" + inLine + ":2181";
        assertThat(read(text).clientPort().port()).isEqualTo(2181);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.2", "::1, [::2]", "127.0.0.1, nowhere.invalid", "127.0.0.1, 0.0.0.0"})
    void anotherClientAddressIsRefusedHoweverItIsWritten(String address, String inLine) throws Exception {
        Files.writeString(temp.resolve("myid"), "1\n");
        String text = "clientPort=2181\nclientPortAddress=" + address + "\nserver.1=a:1:2;" + inLine + ":2181";
        assertThatThrownBy(() -> read(text)).hasMessageContaining("is different from client address");
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
