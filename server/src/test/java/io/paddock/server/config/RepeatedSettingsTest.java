// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that are written twice: harmless, warned about, or refused with both lines. */
final class RepeatedSettingsTest {
    private static final String MEMBERS = "server.1=a:1:2\nserver.2=b:1:2\nserver.3=c:1:2\n";
    private static final int FIRST_LINE = 4;

    @TempDir
    Path temp;

    @BeforeEach
    void writeMyId() throws Exception {
        Files.writeString(temp.resolve("myid"), "1\n");
    }

    private Path file() {
        return temp.resolve("zoo.cfg");
    }

    private String line(int number) {
        return file() + ", line " + number;
    }

    private ServerConfig read(String lines, Map<String, String> properties) throws Exception {
        Files.writeString(file(), "dataDir=" + temp + "\nclientPort=2181\ninitLimit=5\n" + lines + "\nsyncLimit=2\n");
        return new ConfigReader(properties).read(file());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server.1=a:1:2\nserver.1=a2:1:2\nserver.2=b:1:2",
                "server.1=a:1:2\nserver.01=a:1:2\nserver.2=b:1:2",
                "server.1=a:1:2\nserver.+1=x:1:2\nserver.2=b:1:2",
                "server.1=a:1:2\nserver.1=a:1:2:observer\nserver.2=b:1:2",
                "group.1=1:2\ngroup.1=1:3\n" + MEMBERS,
                "group.1=1:2:3\ngroup.01=1:2:3\n" + MEMBERS,
                "weight.2=1\nweight.2=2\ngroup.1=1:2:3\n" + MEMBERS,
                "dataLogDir=/logs\ndataLogDir=/other",
                "dynamicConfigFile=a\ndynamicConfigFile=b",
                "server.1=a:1:2\nserver.2=A:1:3\nserver.3=c:1:2",
                "server.1=a:1:2\nserver.2=a:2:3\nserver.3=c:1:2",
                "group.1=1:2\ngroup.2=2:3\n" + MEMBERS
            })
    void contradictionsAboutMembersOrDataAreRefusedWithBothLines(String lines) {
        assertThatThrownBy(() -> read(lines, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(line(FIRST_LINE))
                .hasMessageContaining(line(FIRST_LINE + 1));
    }

    @Test
    void sameMemberWrittenThreeTimesStartsNoStandaloneServer() {
        assertThatThrownBy(() -> read("server.1=a:1:2\nserver.1=b:1:2\nserver.1=c:1:2", Map.of()))
                .hasMessage(line(5) + ": server.1=b:1:2 contradicts " + line(4)
                        + ": server.1=a:1:2. Remove one of the two lines");
    }

    @Test
    void dataDirectoriesThatDifferAreRefused() {
        assertThatThrownBy(() -> read("dataDir=/other", Map.of()))
                .hasMessageContaining(line(1))
                .hasMessageContaining(line(4) + ": dataDir=/other contradicts");
    }

    @Test
    void contradictionsInTheFileOfMembersAreRefused() throws Exception {
        Path dynamic = temp.resolve("members");
        Files.writeString(dynamic, "server.1=a:1:2\nserver.2=b:1:2\nserver.2=c:1:2\n");
        assertThatThrownBy(() -> read("dynamicConfigFile=" + dynamic, Map.of()))
                .hasMessageContaining(dynamic + ", line 3: server.2=c:1:2 contradicts " + dynamic + ", line 2");
        assertThatThrownBy(() -> read("dynamicConfigFile=" + dynamic + "\nserver.1=a:1:2", Map.of()))
                .hasMessageContaining(line(4))
                .hasMessageContaining(line(5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tickTime=2000\ntickTime=2000",
                "tickTime=2000\ntickTime=02000",
                "skipACL=yes\nskipACL=YES",
                "server.1=a:1:2\nserver.1=a:1:2:participant",
                "dataLogDir=/logs\ndataLogDir=/logs/./"
            })
    void theSameValueTwiceIsHarmless(String lines) throws Exception {
        assertThat(read(lines, Map.of()).warnings())
                .noneMatch(warning -> warning.contains("already set") || warning.contains("contradicts"));
    }

    @ParameterizedTest
    @CsvSource({
        "tickTime, 2000, 3000",
        "clientPortAddress, 127.0.0.1, 127.0.0.2",
        "autopurge.purgeInterval, 1, 2",
        "authProvider.1, one, two",
        "4lw.commands.whitelist, ruok, srvr",
        "readonlymode.enabled, true, false"
    })
    void theLaterOfTwoPlainSettingsWinsWithAWarningThatNamesBothLines(String key, String first, String second)
            throws Exception {
        assertThat(read(key + "=" + first + "\n" + key + "=" + second, Map.of()).warnings())
                .contains(line(5) + ": " + key + " was already set at " + line(4) + "; the later one wins");
    }

    @Test
    void twoNamesOfOneSettingAndAPropertyThatDifferAreWarnedAbout() throws Exception {
        assertThat(read("requestThrottleLimit=1\nrequest_throttle_max_requests=2", Map.of())
                        .warnings())
                .contains(line(5) + ": request_throttle_max_requests wins over " + line(4)
                        + ": requestThrottleLimit, which says something else about the same");
        Map<String, String> properties =
                Map.of("zookeeper.snapCount", "7", "jute.maxbuffer", "1000000", "zookeeper.jute.maxbuffer", "2000000");
        assertThat(read("snapCount=8", properties).warnings())
                .contains(line(4) + ": snapCount wins over -Dzookeeper.snapCount: zookeeper.snapCount, which says"
                        + " something else about the same")
                .contains("-Dzookeeper.jute.maxbuffer: zookeeper.jute.maxbuffer wins over -Djute.maxbuffer:"
                        + " jute.maxbuffer, which says something else about the same");
        assertThat(read("snapCount=7", properties).warnings()).noneMatch(warning -> warning.contains("snapCount"));
    }

    @Test
    void addressesThatEveryMachineHasMayBeTheSame() throws Exception {
        for (String host : new String[] {"127.0.0.1", "localhost", "0.0.0.0", "[::1]"}) {
            String lines = "server.1=HOST:1:2\nserver.2=HOST:1:2".replace("HOST", host);
            assertThat(read(lines, Map.of()).warnings())
                    .anyMatch(warning -> warning.startsWith(line(5) + ": server.2 has the address "));
        }
    }

    @Test
    void groupsAndWeightsOfStrangersAreWarnedAbout() throws Exception {
        assertThat(read("group.1=1:2:3:9\nweight.8=1\n" + MEMBERS, Map.of()).warnings())
                .contains(
                        line(4) + ": group.1 is about server 9, and there is no server.9",
                        line(5) + ": weight.8 is about server 8, and there is no server.8");
    }

    @Test
    void portsOfOneServerThatAreTheSameAreNoticed() throws Exception {
        assertThatThrownBy(() -> read("server.1=a:2181:3888\nserver.2=b:1:2", Map.of()))
                .hasMessageContaining("server.1 has port 2181 of a for members, and clientPort is the same port");
        assertThat(read("observerMasterPort=2181\n" + MEMBERS, Map.of()).warnings())
                .anyMatch(warning -> warning.startsWith("observerMasterPort=2181 is another port of this server too"));
        assertThat(read("server.1=a:1:2;2181\nserver.2=a:3:4;2181\n", Map.of()).warnings())
                .anyMatch(warning -> warning.startsWith(line(5) + ": server.2 has the client port 2181 on a"));
    }

    @Test
    void anAddressThatAMemberHasTwiceCountsOnce() throws Exception {
        assertThat(read("multiAddress.enabled=true\nserver.1=a:1:2|a:1:2\nserver.2=b:1:2", Map.of())
                        .ensemble()
                        .self()
                        .addresses())
                .hasSize(1);
    }
}
