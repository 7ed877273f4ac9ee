// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.storage.snapshot.Compression;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
    @TempDir
    Path temp;

    private Path dataDir;

    @BeforeEach
    void makeDataDir() throws Exception {
        dataDir = Files.createDirectory(temp.resolve("data"));
    }

    private ServerConfig read(String text, Map<String, String> properties) throws Exception {
        Path file = temp.resolve("zoo.cfg");
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);
        return new ConfigReader(properties).read(file);
    }

    /** Line 1 is dataDir, line 2 is clientPort. The lines under test start on line 3. */
    private ServerConfig with(String lines, String... properties) throws Exception {
        Map<String, String> map = new java.util.TreeMap<>();
        for (int i = 0; i < properties.length; i += 2) {
            map.put(properties[i], properties[i + 1]);
        }
        return read("dataDir=" + dataDir + "\nclientPort=2181\n" + lines, map);
    }

    private String file() {
        return temp.resolve("zoo.cfg").toString();
    }

    @Test
    void defaultsAreThoseOfTheDocumentation() throws Exception {
        ServerConfig config = ServerConfig.defaults(dataDir);
        assertThat(config.warnings()).isEmpty();
        assertThat(config.clientPort().bindAddress()).isEqualTo(new InetSocketAddress(2181));
        assertThat(config.sessions()).isEqualTo(new ServerConfig.Sessions(3000, 6000, 60_000, 10_000, true));
        assertThat(config.limits())
                .isEqualTo(new ServerConfig.Limits(60, 0, 1_048_575, 1_048_575, 1000, 104_857_600, -1));
        assertThat(config.purge()).isEqualTo(new ServerConfig.Purge(5, 1));
        assertThat(config.storage().snapDir()).isEqualTo(dataDir.resolve("version-2"));
        assertThat(config.storage().logDir()).isEqualTo(dataDir.resolve("version-2"));
        assertThat(config.storage().snapCount()).isEqualTo(100_000);
        assertThat(config.storage().snapSizeLimitBytes()).isEqualTo(4L << 30);
        assertThat(config.storage().txnLogSizeLimitBytes()).isZero();
        assertThat(config.storage().preAllocBytes()).isEqualTo(64L << 20);
        assertThat(config.storage().forceSync()).isTrue();
        assertThat(config.znodes()).isEqualTo(new ServerConfig.Znodes(false, false, 60_000, 10_000, 0));
        assertThat(config.auth().digestAlgorithm()).isEqualTo("SHA1");
        assertThat(config.throttling().maxRequests()).isZero();
        config.requireSupported();
    }

    @Test
    void strictRestoresApachesDefaults() throws Exception {
        assertThat(with("paddock.compat=strict").purge()).isEqualTo(new ServerConfig.Purge(3, 0));
        assertThat(with("", "paddock.compat", "strict").strict()).isTrue();
        assertThat(with("paddock.compat=strict").fourLetterWords().allows("ruok", true))
                .isFalse();
        assertThatThrownBy(() -> with("paddock.compat=apache")).hasMessageContaining("line 3: paddock.compat=apache");
    }

    @Test
    void everyValueIsReadFromTheFile() throws Exception {
        Path logDir = Files.createDirectory(temp.resolve("logs"));
        ServerConfig config = with("""
                dataLogDir=%s
                clientPortAddress=127.0.0.1
                clientPortListenBacklog=200
                clientTcpKeepAlive=true
                tickTime=2000
                minSessionTimeout=1000
                maxSessionTimeout=90000
                maxClientCnxns=0
                maxCnxns=7
                jute.maxbuffer=0x400000
                jute.maxbuffer.extrasize=10
                globalOutstandingLimit=5
                largeRequestMaxBytes=11
                largeRequestThreshold=12
                snapCount=17
                snapSizeLimitInKb=0
                txnLogSizeLimitInKb=3
                preAllocSize=1024
                forceSync=no
                fsync.warningthresholdms=20
                flushDelay=9
                maxBatchSize=4
                snapshot.compression.method=SNAPPY
                paddock.snapshot.maxMiBPerSecond=7
                snapshot.trust.empty=true
                datadir.autocreate=false
                db.autocreate=FALSE
                digest.enabled=false
                serializeLastProcessedZxid.enabled=false
                closeSessionTxn.enabled=false
                autopurge.snapRetainCount=4
                autopurge.purgeInterval=24
                extendedTypesEnabled=true
                emulate353TTLNodes=false
                enforceQuota=true
                znode.container.checkIntervalMs=50
                znode.container.maxPerMinute=51
                znode.container.maxNeverUsedIntervalMs=52
                nio.sessionlessCnxnTimeout=53
                skipACL=yes
                DigestAuthenticationProvider.digestAlg=SHA-256
                DigestAuthenticationProvider.superDigest=super:x
                superUser=alice
                superUser.1=bob
                enforce.auth.enabled=true
                enforce.auth.schemes=digest, ip
                sessionRequireClientSASLAuth=true
                reconfigEnabled=true
                readonlymode.enabled=true
                4lw.commands.whitelist=ruok , mntr
                initLimit=10
                syncLimit=5
                """.formatted(logDir));
        assertThat(config.warnings())
                .extracting(warning -> warning.substring(warning.indexOf(": ") + 2))
                .containsExactly(
                        "sessions end at multiples of tickTime, so a session of 1000 ms may last for 3000 ms."
                                + " Lower tickTime where that matters",
                        "flushDelay has no effect: what waits is logged at once, with one sync for all of it",
                        "maxBatchSize has no effect: what waits is logged at once, with one sync for all of it",
                        "serializeLastProcessedZxid.enabled is always true: who does not expect it passes over it",
                        "closeSessionTxn.enabled is always true: ZooKeeper itself may misread what it logs without",
                        "superUser is not supported by this version of Paddock; it has no effect",
                        "superUser.1 is not supported by this version of Paddock; it has no effect");
        assertThat(config.clientPort().bindAddress()).isEqualTo(new InetSocketAddress("127.0.0.1", 2181));
        assertThat(config.clientPort().listenBacklog()).isEqualTo(200);
        assertThat(config.clientPort().tcpKeepAlive()).isTrue();
        assertThat(config.sessions()).isEqualTo(new ServerConfig.Sessions(2000, 1000, 90_000, 53, false));
        assertThat(config.limits()).isEqualTo(new ServerConfig.Limits(0, 7, 1 << 22, 1024, 5, 11, 12));
        ServerConfig.Storage storage = config.storage();
        assertThat(storage.logDir()).isEqualTo(logDir.resolve("version-2"));
        assertThat(storage)
                .isEqualTo(new ServerConfig.Storage(
                        dataDir,
                        logDir,
                        17,
                        0,
                        3 << 10,
                        1 << 20,
                        false,
                        20,
                        new ServerConfig.Batching(9, 3, 4),
                        Compression.SNAPPY,
                        7 << 20,
                        true,
                        false,
                        false,
                        false,
                        false));
        assertThat(config.purge()).isEqualTo(new ServerConfig.Purge(4, 24));
        assertThat(config.znodes()).isEqualTo(new ServerConfig.Znodes(true, true, 50, 51, 52));
        assertThat(config.auth().skipAcl()).isTrue();
        assertThat(config.auth().digestAlgorithm()).isEqualTo("SHA-256");
        assertThat(config.auth().superDigest()).contains("super:x");
        assertThat(config.auth().superUsers()).containsExactlyInAnyOrder("alice", "bob");
        assertThat(config.auth().enforcedSchemes()).containsExactlyInAnyOrder("digest", "ip");
        assertThat(config.auth().sessionRequireClientSaslAuth()).isTrue();
        assertThat(config.reconfigEnabled()).isTrue();
        assertThat(config.readOnlyModeEnabled()).isTrue();
        assertThat(config.fourLetterWords().fromAnywhere()).containsExactlyInAnyOrder("srvr", "isro", "ruok", "mntr");
        assertThat(config.fourLetterWords().fromLoopback()).isEmpty();
        assertThat(config.text()).startsWith("dataDir=").contains("skipACL=yes");
    }

    @ParameterizedTest
    @CsvSource({
        "tickTime, abc, 'a whole number from 0 to 2147483647 (milliseconds)'",
        "emulate353TTLNodes, true, 'false (znodes with a time to live in the form of ZooKeeper 3.5.3 would be taken for ephemerals of sessions that ended, and deleted: such a directory needs ZooKeeper)'",
        "tickTime, 0x10, 'a whole number from 0 to 2147483647 (milliseconds)'",
        "tickTime, -1, 'a whole number from 0 to 2147483647 (milliseconds)'",
        "tickTime, 0, 'a whole number of milliseconds from 1 (at 0 tickTime is not set; 2000 is usual)'",
        "clientPortListenBacklog, x, 'a whole number from -1 to 2147483647 (connections)'",
        "secureClientPort, 65536, 'a whole number from 0 to 65535 (port)'",
        "maxClientCnxns, 1.5, 'a whole number from -2147483648 to 2147483647 (connections)'",
        "maxSessionTimeout, 40s, 'a whole number from -1 to 2147483647 (milliseconds)'",
        "snapCount, 1e5, 'a whole number from -2147483648 to 2147483647 (txns)'",
        "preAllocSize, 64M, 'a whole number from 0 to 2147483647 (KiB)'",
        "jute.maxbuffer, 0, 'a whole number from 1 to 2147483647 (bytes)'",
        "znode.container.maxPerMinute, 0, 'a whole number from 1 to 2147483647 (znodes)'",
        "forceSync, false, yes or no",
        "skipACL, true, yes or no",
        "extendedTypesEnabled, yes, true or false",
        "reconfigEnabled, 1, true or false",
        "standaloneEnabled, '', true or false",
        "snapshot.compression.method, lz4, 'gz, snappy or nothing'",
        "connection_throttle_drop_increase, 2, 'a number from 0.0 to 1.0'",
        "connection_throttle_drop_increase, NaN, 'a number from 0.0 to 1.0'",
        "electionAlg, 1, 'Invalid electionAlg value. Only 3 is supported.'",
        "peerType, leader, 'Unrecognised peertype: leader; choose participant or observer'",
        "DigestAuthenticationProvider.digestAlg, ROT13, 'a hash that this JVM knows, such as SHA1, SHA-256 or SHA3-512'",
        "dataLogDir, '', 'any value that is not empty'",
        "group.1, a:b, 'group.N=id:id:id and weight.N=number'",
    })
    void wrongValueIsRefusedWithFileLineKeyAndAllowedValues(String key, String value, String allowed) {
        assertThatThrownBy(() -> with("# a comment\n" + key + " = " + value))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file() + ", line 4: " + key + "=" + value + " is not allowed; allowed: " + allowed);
    }

    @Test
    void aWrongPropertyIsNamedAsItWasGiven() {
        assertThatThrownBy(() -> with("", "zookeeper.snapCount", "many"))
                .hasMessageStartingWith(
                        "-Dzookeeper.snapCount: zookeeper.snapCount=many is not allowed; allowed: a whole number");
        assertThatThrownBy(() -> with("", "jute.maxbuffer", "-3")).hasMessageStartingWith("-Djute.maxbuffer: ");
    }

    @Test
    void theFileWinsOverProperties() throws Exception {
        assertThat(with("snapCount=7", "zookeeper.snapCount", "9").storage().snapCount())
                .isEqualTo(7);
        assertThat(with("", "zookeeper.snapCount", "9").storage().snapCount()).isEqualTo(9);
        assertThat(with("", "zookeeper.maxCnxns", " 9 ").limits().maxCnxns()).isEqualTo(9);
        assertThat(with("", "zookeeper.superUser.x", "carol").auth().superUsers())
                .containsExactly("carol");
    }

    @Test
    void propertiesWithoutPrefixWorkBareAndInTheFile() throws Exception {
        assertThat(with("", "jute.maxbuffer", "5000").limits().juteMaxBufferBytes())
                .isEqualTo(5000);
        assertThat(with("", "jute.maxbuffer", "5000").limits().juteMaxBufferExtraBytes())
                .isEqualTo(5000);
        assertThat(with("", "fsync.warningthresholdms", "5").storage().fsyncWarningMillis())
                .isEqualTo(5);
        assertThat(with("", "zookeeper.fsync.warningthresholdms", "6", "fsync.warningthresholdms", "5")
                        .storage()
                        .fsyncWarningMillis())
                .isEqualTo(6);
        assertThat(with("", "readonlymode.enabled", "true").readOnlyModeEnabled())
                .isTrue();
        assertThat(with("", "snapCount", "9").storage().snapCount()).isEqualTo(100_000);
    }

    @Test
    void documentedSpellingsWorkAndTheEffectiveOneWins() throws Exception {
        ServerConfig config = with("connectionMaxTokens=8\nrequestThrottleLimit=9\nthrottledOpWaitTime=10");
        assertThat(config.throttling().connectionTokens().capacity()).isEqualTo(8);
        assertThat(config.throttling().maxRequests()).isEqualTo(9);
        assertThat(config.throttling().throttledOpWaitMillis()).isEqualTo(10);
        assertThat(config.warnings())
                .containsExactly(
                        file()
                                + ", line 5: throttledOpWaitTime is not supported by this version of Paddock; it has no effect");
        assertThat(with("request_throttle_max_requests=1\nrequestThrottleLimit=2")
                        .throttling()
                        .maxRequests())
                .isEqualTo(1);
    }

    @Test
    void keysWithoutEffectAreNamedOnceEach() throws Exception {
        ServerConfig config = with(
                "maxclientcnxns=3\nzookeeper.snapCount=4\nmy.plugin=x\nsslQuorum=true\nwatchManagerName=y\nserver.realm=R",
                "zookeeper.snapcount",
                "1",
                "zookeeper.admin.serverPort",
                "8081",
                "zookeeper.log.dir",
                "/var/log",
                "user.home",
                "/root");
        String file = file();
        assertThat(config.warnings())
                .containsExactly(
                        file + ", line 3: unknown key maxclientcnxns; it has no effect (is maxClientCnxns meant?)",
                        file + ", line 4: unknown key zookeeper.snapCount; it has no effect (is snapCount meant?)",
                        file + ", line 5: unknown key my.plugin; it has no effect",
                        file + ", line 6: sslQuorum is not supported by this version of Paddock; it has no effect",
                        file + ", line 7: watchManagerName tunes a part of Apache's server that Paddock does not have;"
                                + " it has no effect",
                        file + ", line 8: server.realm is not supported by this version of Paddock; it has no effect",
                        "-Dzookeeper.admin.serverPort: admin.serverPort is not supported by this version of Paddock;"
                                + " it has no effect",
                        "-Dzookeeper.snapcount: unknown key snapcount; it has no effect (is snapCount meant?)");
    }

    @Test
    void valuesThatApacheCorrectsAreCorrectedWithAWarning() throws Exception {
        ServerConfig config = with(
                "snapCount=1\nmaxCnxns=-1\nautopurge.snapRetainCount=2\nmaxClientCnxns=-1\ntickTime=5\ntickTime=6");
        assertThat(config.storage().snapCount()).isEqualTo(2);
        assertThat(config.limits().maxCnxns()).isZero();
        assertThat(config.limits().maxClientCnxns()).isZero();
        assertThat(config.purge().retain()).isEqualTo(3);
        assertThat(config.sessions().tickTimeMillis()).isEqualTo(6);
        assertThat(config.warnings())
                .containsExactlyInAnyOrder(
                        file() + ", line 8: tickTime was already set at " + file() + ", line 7; the later one wins",
                        "SnapCount should be 2 or more. Now, snapCount is reset to 2",
                        "maxCnxns should be greater than or equal to 0, using default value 0.",
                        "Invalid autopurge.snapRetainCount: 2. Defaulting to 3");
    }

    @Test
    void aSessionTimeoutFinerThanATickIsWarnedAbout() throws Exception {
        assertThat(with("tickTime=2000\nminSessionTimeout=10").warnings())
                .containsExactly("minSessionTimeout=10 is below tickTime=2000: sessions end at multiples of tickTime,"
                        + " so a session of 10 ms may last for 2010 ms. Lower tickTime where that matters");
        assertThat(with("tickTime=10\nminSessionTimeout=10").warnings()).isEmpty();
    }

    @Test
    void periodOfZeroIsRefused() {
        for (String key : List.of(
                "znode.container.checkIntervalMs",
                "znode.container.maxPerMinute",
                "nio.sessionlessCnxnTimeout",
                "connection_throttle_fill_time",
                "fastleader.minNotificationInterval",
                "tickTime")) {
            assertThatThrownBy(() -> with(key + "=0")).hasMessageContaining(key + "=0 is not allowed");
        }
    }

    @Test
    void missingAndContradictoryKeysAreRefused() {
        assertThatThrownBy(() -> read("", Map.of())).hasMessageStartingWith("dataDir is not set");
        assertThatThrownBy(() -> read("dataDir=" + dataDir, Map.of())).hasMessageStartingWith("clientPort is not set");
        assertThatThrownBy(() -> read("dataDir=" + dataDir + "\nclientPortAddress=::1", Map.of()))
                .hasMessage(file() + ", line 2: clientPortAddress is set but clientPort is not set");
        assertThatThrownBy(() -> with("maxSessionTimeout=10"))
                .hasMessageStartingWith("minSessionTimeout must not be larger than maxSessionTimeout");
        assertThatThrownBy(() -> with("enforce.auth.enabled=true"))
                .hasMessage(
                        "zookeeper.enforce.auth.enabled is true zookeeper.enforce.auth.schemes must be  configured.");
        assertThatThrownBy(() -> with("enforce.auth.enabled=true\nenforce.auth.schemes=sasl"))
                .hasMessageContaining("line 4: Authentication scheme sasl is not available.");
        assertThatThrownBy(() -> new ConfigReader(Map.of()).read(temp.resolve("absent.cfg")))
                .hasMessage(temp.resolve("absent.cfg") + " file is missing");
        assertThatThrownBy(() -> new ConfigReader(Map.of()).read(temp)).hasMessageContaining("not a regular file");
    }

    @Test
    void tlsSettingsAreRefused() throws Exception {
        assertThatThrownBy(() -> with("secureClientPort=2281").requireSupported())
                .hasMessageContaining("does not speak TLS");
    }

    @Test
    void harmlessFourLetterWordsAreAnsweredOnLoopbackUnlessConfigured() throws Exception {
        ServerConfig.FourLetterWords words = with("").fourLetterWords();
        assertThat(words.allows("srvr", false)).isTrue();
        assertThat(words.allows("ruok", false)).isFalse();
        assertThat(words.allows("ruok", true)).isTrue();
        assertThat(words.allows("mntr", true)).isTrue();
        for (String word : Set.of("crst", "srst", "stmk", "wchc", "wchp")) {
            assertThat(words.allows(word, true)).as(word).isFalse();
        }
        assertThat(with("4lw.commands.whitelist=").fourLetterWords().allows("ruok", true))
                .isFalse();
        assertThat(with("4lw.commands.whitelist=*").fourLetterWords().allows("wchc", false))
                .isTrue();
        assertThat(with("4lw.commands.whitelist=rouk").warnings().get(0)).contains("has no four-letter word rouk");
    }

    @Test
    void myidIsTrimmedAndMustBeANumber() throws Exception {
        Files.writeString(dataDir.resolve("myid"), "7 \n");
        assertThat(with("").myId()).hasValue(7);
        Files.writeString(dataDir.resolve("myid"), "abc");
        assertThatThrownBy(() -> with(""))
                .hasMessageStartingWith(dataDir.resolve("myid") + ", line 1: serverid abc is not a number");
        Files.writeString(dataDir.resolve("myid"), "255");
        assertThatThrownBy(() -> with("extendedTypesEnabled=true")).hasMessageContaining("at most 254, myid is 255");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "x/../data"})
    void aRelativePathIsAcceptedWithAWarning(String path) throws Exception {
        assertThat(read("dataDir=" + path + "\nclientPort=2181", Map.of()).warnings())
                .containsExactly(file() + ", line 1: dataDir=" + path
                        + " is relative. Prepend ./ to indicate that you're sure!");
        assertThat(read("dataDir=./" + path + "\nclientPort=2181", Map.of()).warnings())
                .isEmpty();
    }
}
