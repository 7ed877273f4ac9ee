// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import static io.paddock.server.admin.TextShape.assertLines;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.server.EmbeddedServer;
import io.paddock.server.RawSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Each word's text, line by line, as ZooKeeper 3.9.5 sends it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FourLetterWordsTest {
    private static final String VERSION =
            "Zookeeper version: \\d+\\.\\d+\\.\\d+-[^ ,]+, built on \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC";
    private static final String CLIENT = " /127\\.0\\.0\\.1:\\d+\\[[0145]\\]\\(queued=\\d+,recved=\\d+,sent=\\d+\\)";
    private static final String SESSION_CLIENT =
            " /127\\.0\\.0\\.1:\\d+\\[[0145]\\]\\(queued=\\d+,recved=\\d+,sent=\\d+"
                    + ",sid=0x[0-9a-f]+,lop=[A-Z0-9]+,est=\\d+,to=\\d+(,lcxid=0x[0-9a-f]+)?,lzxid=0x[0-9a-f]+,lresp=\\d+"
                    + ",llat=\\d+,minlat=\\d+,avglat=\\d+,maxlat=\\d+\\)";
    private static final String[] STATE = {
        "Latency min/avg/max: \\d+/\\d+\\.\\d{1,4}/\\d+",
        "Received: \\d+",
        "Sent: \\d+",
        "Connections: \\d+",
        "Outstanding: \\d+",
        "Zxid: 0x[0-9a-f]+",
        "Mode: standalone",
        "Node count: \\d+"
    };

    private EmbeddedServer server;
    private Asking asking;

    @BeforeAll
    void start() {
        server = EmbeddedServer.start(Map.of("4lw.commands.whitelist", "*", "tickTime", "2000"));
        asking = new Asking(server.port());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void ruokIsFourBytes() {
        assertThat(asking.ask("ruok")).isEqualTo("imok");
    }

    @Test
    void isroSaysReadAndWrite() {
        assertThat(asking.ask("isro")).isEqualTo("rw");
    }

    @Test
    void srvrIsNineLines() {
        assertLines(asking.ask("srvr"), with(new String[] {VERSION}, STATE));
    }

    @Test
    void srvrCountsPackets() {
        try (RawSession session = new RawSession(server.port(), 10_000)) {
            String before = asking.ask("srvr");
            assertThat(session.create("/srvr", new byte[3], 0)).isZero();
            String after = asking.ask("srvr");
            // The other word and its answer, plus the request and its reply.
            assertThat(number(after, "Received: (\\d+)")).isEqualTo(number(before, "Received: (\\d+)") + 2);
            assertThat(number(after, "Sent: (\\d+)")).isEqualTo(number(before, "Sent: (\\d+)") + 2);
            assertThat(number(after, "Node count: (\\d+)")).isEqualTo(number(before, "Node count: (\\d+)") + 1);
            assertThat(hex(after, "Zxid: 0x([0-9a-f]+)")).isEqualTo(hex(before, "Zxid: 0x([0-9a-f]+)") + 1);
        }
    }

    @Test
    void statHasALineForEachClientThenABlankOneThenTheState() {
        try (RawSession session = new RawSession(server.port(), 10_000)) {
            assertThat(session.exists("/", false)).isZero();
            String text = asking.ask("stat");
            int blank = text.indexOf("\n\n");
            String head = text.substring(0, blank + 1);
            assertThat(head.lines().toList().get(0)).matches(VERSION);
            assertThat(head.lines().toList().get(1)).isEqualTo("Clients:");
            assertThat(head.lines().skip(2).toList())
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allMatch(each -> each.matches(CLIENT));
            assertLines(text.substring(blank + 2), STATE);
        }
    }

    @Test
    void consShowsEverythingOfASessionAndLittleOfAProbe() {
        try (RawSession session = new RawSession(server.port(), 10_000)) {
            assertThat(session.getData("/", false)).isZero();
            String text = asking.ask("cons");
            assertThat(text).endsWith(")\n\n");
            String ours = lineWith(text, "sid=" + session.hexId());
            assertThat(ours)
                    .matches(SESSION_CLIENT)
                    .contains("recved=2,sent=2,")
                    .contains(",lop=GETD,")
                    .contains(",to=10000,")
                    .contains(",lcxid=0x1,");
            assertThat(text.lines().filter(each -> !each.isEmpty()))
                    .allMatch(each -> each.matches(CLIENT) || each.matches(SESSION_CLIENT))
                    .anyMatch(each -> each.matches(CLIENT));
        }
    }

    @Test
    void newSessionShowsItsCreationAsLastOperation() {
        try (RawSession session = new RawSession(server.port(), 10_000)) {
            assertThat(lineWith(asking.ask("cons"), "sid=" + session.hexId()))
                    .contains("recved=1,sent=1,")
                    .contains(",lop=SESS,")
                    .contains(",lcxid=0x0,");
        }
    }

    @Test
    void crstResetsTheFiguresOfConnections() {
        try (RawSession session = new RawSession(server.port(), 10_000)) {
            assertThat(session.getData("/", false)).isZero();
            assertThat(asking.ask("crst")).isEqualTo("Connection stats reset.\n");
            assertThat(lineWith(asking.ask("cons"), "sid=" + session.hexId()))
                    .matches(".*\\(queued=0,recved=0,sent=0,sid=0x[0-9a-f]+,lop=NA,est=\\d+,to=10000"
                            + ",lzxid=0xffffffffffffffff,lresp=0,llat=0,minlat=0,avglat=0,maxlat=0\\)");
        }
    }

    @Test
    void confShowsTheEffectiveSettings() {
        String directory = Pattern.quote(server.dataDir().toAbsolutePath() + "/version-2");
        assertLines(
                asking.ask("conf"),
                "clientPort=" + server.port(),
                "secureClientPort=-1",
                "dataDir=" + directory,
                "dataDirSize=\\d+",
                "dataLogDir=" + directory,
                "dataLogSize=\\d+",
                "tickTime=2000",
                "maxClientCnxns=0",
                "minSessionTimeout=4000",
                "maxSessionTimeout=40000",
                "clientPortListenBacklog=-1",
                "serverId=0");
    }

    @Test
    void dirsAddsUpTheFiles() throws IOException {
        try (RawSession session = new RawSession(server.port(), 10_000)) {
            assertThat(session.create("/dirs", new byte[0], 0)).isZero();
            String text = asking.ask("dirs");
            assertLines(text, "datadir_size: \\d+", "logdir_size: \\d+");
            long bytes = bytesBelow(server.dataDir().resolve("version-2"));
            assertThat(number(text, "datadir_size: (\\d+)")).isEqualTo(bytes).isPositive();
            assertThat(number(text, "logdir_size: (\\d+)")).isEqualTo(bytes);
        }
    }

    @Test
    void dumpListsSessionsByExpiryAndTheirEphemerals() {
        try (RawSession with = new RawSession(server.port(), 30_000);
                RawSession without = new RawSession(server.port(), 10_000)) {
            assertThat(with.create("/eph", new byte[0], 1)).isZero();
            String text = asking.ask("dump");
            assertThat(text).startsWith("SessionTracker dump:\nSession Sets (");
            assertThat(text).containsPattern("Session Sets \\(\\d+\\)/\\(\\d+\\):\n");
            assertThat(text)
                    .containsPattern("\\d+ expire at \\w{3} \\w{3} \\d\\d \\d\\d:\\d\\d:\\d\\d \\w+ \\d{4}:\n"
                            + "(\t0x[0-9a-f]+\n)*\t" + with.hexId() + "\n");
            assertThat(text.indexOf("\t" + without.hexId() + "\n"))
                    .isBetween(0, text.indexOf("\t" + with.hexId() + "\n"));
            assertThat(text)
                    .contains("ephemeral nodes dump:\nSessions with Ephemerals (1):\n" + with.hexId() + ":\n\t/eph\n"
                            + "Connections dump:\n");
            with.closeSession();
            assertThat(asking.ask("dump"))
                    .contains("Sessions with Ephemerals (0):\n")
                    .doesNotContain(with.hexId());
        }
    }

    @Test
    void enviListsTheKnownNamesInOrder() {
        String text = asking.ask("envi");
        assertThat(text).startsWith("Environment:\n").endsWith("MB\n");
        assertThat(text.lines().skip(1).map(each -> each.substring(0, each.indexOf('='))))
                .containsExactly(
                        "zookeeper.version",
                        "host.name",
                        "java.version",
                        "java.vendor",
                        "java.home",
                        "java.class.path",
                        "java.library.path",
                        "java.io.tmpdir",
                        "java.compiler",
                        "os.name",
                        "os.arch",
                        "os.version",
                        "user.name",
                        "user.home",
                        "user.dir",
                        "os.memory.free",
                        "os.memory.max",
                        "os.memory.total");
    }

    @Test
    void hashHasALineForEach128Txns() {
        try (EmbeddedServer fresh = EmbeddedServer.start(Map.of("4lw.commands.whitelist", "*"));
                RawSession session = new RawSession(fresh.port(), 10_000)) {
            Asking askingFresh = new Asking(fresh.port());
            assertThat(askingFresh.ask("hash")).isEmpty();
            for (int i = 0; i < 260; i++) {
                assertThat(session.setData("/", new byte[i])).isZero();
            }
            assertLines(askingFresh.ask("hash"), "80: \\d+", "100: \\d+");
        }
    }

    @Test
    void watchesBySessionAndByPath() {
        try (EmbeddedServer fresh = EmbeddedServer.start(Map.of("4lw.commands.whitelist", "*"))) {
            Asking askingFresh = new Asking(fresh.port());
            assertThat(askingFresh.ask("wchs")).isEqualTo("0 connections watching 0 paths\nTotal watches:0\n");
            assertThat(askingFresh.ask("wchc")).isEqualTo("\n");
            assertThat(askingFresh.ask("wchp")).isEqualTo("\n");
            try (RawSession one = new RawSession(fresh.port(), 10_000);
                    RawSession two = new RawSession(fresh.port(), 10_000)) {
                one.exists("/nope", true);
                one.getData("/", true);
                one.getChildren("/zookeeper", true); // Child watches are not shown.
                two.getData("/", true);
                assertThat(askingFresh.ask("wchs")).isEqualTo("2 connections watching 2 paths\nTotal watches:3\n");
                assertThat(askingFresh.ask("wchc").split("(?=0x)"))
                        .hasSize(2)
                        .anyMatch(each -> each.strip().matches(one.hexId() + "(\n\t/nope|\n\t/){2}"))
                        .anyMatch(each -> each.strip().equals(two.hexId() + "\n\t/"));
                String byPath = askingFresh.ask("wchp");
                assertThat(byPath).endsWith("\n\n").contains("/nope\n\t" + one.hexId() + "\n");
                assertThat(byPath).containsPattern("(?m)^/\n(\t0x[0-9a-f]+\n){2}");
                assertThat(askingFresh.metrics()).containsEntry("watch_count", "4");
            }
        }
    }

    @Test
    void theTraceMaskIsRemembered() {
        assertThat(asking.ask("gtmk")).isEqualTo("306");
        assertThat(asking.ask("stmk\0\0\0\0\0\0\0\u00fa")).isEqualTo("250");
        assertThat(asking.ask("gtmk")).isEqualTo("250");
        assertThat(asking.askAndHangUp("stmk\0\0\0\0\0\0\0")).as("seven bytes").isEmpty();
        assertThat(asking.ask("gtmk")).isEqualTo("250");
        assertThat(asking.ask("stmk\0\0\0\0\0\0\u0001\u0032")).isEqualTo("306");
    }

    private static String[] with(String[] first, String[] then) {
        return Stream.concat(Stream.of(first), Stream.of(then)).toArray(String[]::new);
    }

    private static String lineWith(String text, String part) {
        return text.lines().filter(each -> each.contains(part)).findFirst().orElseThrow();
    }

    private static long number(String text, String pattern) {
        return Long.parseLong(group(text, pattern));
    }

    private static long hex(String text, String pattern) {
        return Long.parseLong(group(text, pattern), 16);
    }

    private static String group(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(1);
    }

    private static long bytesBelow(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            long sum = 0;
            for (Path each : files.toList()) {
                sum += Files.size(each);
            }
            return sum;
        }
    }
}
