// SPDX-License-Identifier: Apache-2.0
package io.paddock.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.paddock.server.config.ConfigReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/**
 * What an operator reads when a server does not start: an exit code, and a reason that names the file or
 * address, without a stack trace.
 */
final class StartFailureTest {
    private static final String ALONE = "dataDir=DIR/data;clientPort=0;clientPortAddress=127.0.0.1;";
    private static final String MEMBERS =
            ALONE + "initLimit=5;syncLimit=2;server.1=127.0.0.1:1:2;server.2=127.0.0.1:3:4;";
    private static final String APART = "dataDir=DIR/data;initLimit=5;syncLimit=2;dynamicConfigFile=DIR/members;";

    @TempDir
    Path temp;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() throws IOException {
        Files.createDirectory(temp.resolve("data"));
        log.start();
        ((Logger) LoggerFactory.getLogger("io.paddock")).addAppender(log);
    }

    @AfterEach
    void stopListening() {
        ((Logger) LoggerFactory.getLogger("io.paddock")).detachAppender(log);
    }

    private String text(String pattern) {
        return pattern.replace("ALONE;", ALONE)
                .replace("MEMBERS;", MEMBERS)
                .replace("APART;", APART)
                .replace("DIR", temp.toString());
    }

    private void refuse(int exitCode, String... reasons) throws IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int code = Main.run(
                List.of(temp.resolve("zoo.cfg").toString()),
                new ConfigReader(Map.of()),
                new PrintStream(printed, true, UTF_8));
        String err = printed.toString(UTF_8);
        List<ILoggingEvent> errors = log.list.stream()
                .filter(event -> event.getLevel().toString().equals("ERROR"))
                .toList();
        assertThat(code).as(err).isEqualTo(exitCode);
        assertThat(errors).hasSize(1);
        for (String reason : reasons) {
            assertThat(err).contains(text(reason));
            assertThat(errors.get(0).getFormattedMessage()).contains(text(reason));
        }
        assertThat(errors.get(0).getThrowableProxy()).as("a stack trace").isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | '' | dataDir is not set: it says where the data lives",
                "2 | dataDir=DIR/data | clientPort is not set && Set clientPort, or write ;2181 at the end",
                "2 | MEMBERS; | myid file is missing: DIR/data/myid must hold this server's id && one of [1, 2]",
                "2 | initLimit=1;syncLimit=1;clientPort=0;dataDir=DIR/gone;server.1=a:1:2;server.2=b:1:2"
                        + " | myid file is missing: DIR/gone/myid && There is no directory DIR/gone: is its volume mounted?",
                "2 | ALONE;tickTime=soon | zoo.cfg, line 4: tickTime=soon is not allowed; allowed: a whole number",
                "2 | APART; | DIR/members file is missing",
                "2 | dynamicConfigFile=DIR/no/members;ALONE; | DIR/no/members file is missing: there is no directory DIR/no",
                "2 | ALONE;secureClientPort=1 | sets secureClientPort && remove secureClientPort",
                "1 | ALONE;clientPortAddress=no.such.name.invalid"
                        + " | no.such.name.invalid:0 has no address && Correct clientPort or clientPortAddress",
                "1 | ALONE;clientPortAddress=192.0.2.1"
                        + " | cannot listen for clients on /192.0.2.1 && this machine does not have that address",
                "3 | ALONE;datadir.autocreate=false"
                        + " | Missing data directory DIR/data/version-2 && Please create this directory manually",
                "3 | ALONE;dataLogDir=/proc/paddock | Unable to create data directory /proc/paddock/version-2: /proc/paddock"
            })
    void settingsThatCannotWork(int exitCode, String settings, String reasons) throws IOException {
        Files.writeString(temp.resolve("zoo.cfg"), text(settings).replace(';', '\n'));
        refuse(exitCode, reasons.split(" *&& *"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | MEMBERS; | data/myid | 9 | My id 9 not in the peer list [1, 2] of DIR/zoo.cfg. The id is from DIR/data/myid",
                "2 | MEMBERS; | data/myid | '' | DIR/data/myid, line 1: serverid (nothing) is not a number",
                "2 | MEMBERS; | data/myid | one | DIR/data/myid, line 1: serverid one is not a number: write the N",
                "2 | APART; | members | '' | DIR/members has no server.N line, and dynamicConfigFile (DIR/zoo.cfg, line 4)",
                "2 | APART; | members | tickTime=1 | DIR/members, line 1: Unrecognised parameter: tickTime",
                "3 | ALONE;dataLogDir=DIR/logs | logs | x | Unable to create data directory DIR/logs/version-2"
                        + " && a part of this path is a file",
                "3 | ALONE; | data/version-2 | x | Cannot write to data directory DIR/data/version-2: it is not a directory",
                "2 | MEMBERS; | data/myid/x | x | DIR/data/myid is not a regular file"
            })
    void filesThatAreWrong(int exitCode, String settings, String file, String content, String reasons)
            throws IOException {
        Files.writeString(temp.resolve("zoo.cfg"), text(settings).replace(';', '\n'));
        Path path = temp.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
        refuse(exitCode, reasons.split(" *&& *"));
    }

    @ParameterizedTest
    @CsvSource({"'server.1=127.0.0.1:1:2;3|server.2=127.0.0.1:4:5;6', '[1, 2]'", "server.1=127.0.0.1:1:2;3, [1]"})
    void aMemberThatWasRemovedReadsThatItIsNoMember(String members, String ids) throws IOException {
        Files.writeString(temp.resolve("zoo.cfg"), text("APART;").replace(';', '\n'));
        Files.writeString(temp.resolve("members"), members.replace('|', '\n'));
        Files.writeString(temp.resolve("data/myid"), "4\n");
        refuse(1, "My id 4 not in the peer list " + ids + " of DIR/members", "can be added again with reconfig");
    }

    @Test
    void aConfigurationThatIsNoFile() throws IOException {
        refuse(2, "DIR/zoo.cfg file is missing");
        Files.createDirectory(temp.resolve("zoo.cfg"));
        log.list.clear();
        refuse(2, "DIR/zoo.cfg is not a regular file");
    }

    @Test
    void dataDirThatIsAFile() throws IOException {
        Files.writeString(
                temp.resolve("zoo.cfg"),
                text("ALONE;dataDir=DIR/zoo.cfg")
                        .replace(';', '\n')
                        .substring(text("dataDir=DIR/data;").length()));
        refuse(3, "Unable to create data directory DIR/zoo.cfg/version-2", "is a file, not a directory");
    }

    @Test
    void aPortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String settings = text("ALONE;").replace("clientPort=0", "clientPort=" + taken.getLocalPort());
            Files.writeString(temp.resolve("zoo.cfg"), settings.replace(';', '\n'));
            refuse(
                    1,
                    "cannot listen for clients on /127.0.0.1:" + taken.getLocalPort(),
                    "another process has that port");
        }
    }

    @Test
    void aLogWithoutItsSnapshotNamesTheFileThatCannotBeUsed() throws IOException {
        Files.createDirectory(temp.resolve("data/version-2"));
        Files.writeString(temp.resolve("data/version-2/snapshot.0"), "garbage");
        Files.writeString(temp.resolve("data/version-2/log.1"), "garbage");
        Files.writeString(temp.resolve("zoo.cfg"), text("ALONE;").replace(';', '\n'));
        refuse(1, "No snapshot found, but there are log entries", "DIR/data/version-2/snapshot.0, which is not whole");
    }

    @ParameterizedTest
    @CsvSource({
        "2, zoo.cfg, cannot read DIR/zoo.cfg: permission denied",
        "2, data/myid, cannot read DIR/data/myid: permission denied",
        "3, data/version-2, Cannot write to data directory DIR/data/version-2: DIR/data/version-2: permission denied",
        "1, data/version-2/snapshot.0, DIR/data/version-2/snapshot.0: permission denied",
        "3, data, Unable to create data directory DIR/data/version-2"
    })
    void filesOfAnotherUser(int exitCode, String file, String reason) throws IOException {
        assumeFalse(System.getProperty("user.name").equals("root"), "root may read everything");
        Files.writeString(temp.resolve("zoo.cfg"), text("ALONE;").replace(';', '\n'));
        Files.writeString(temp.resolve("data/myid"), "1");
        Files.createDirectory(temp.resolve("data/version-2"));
        Files.writeString(temp.resolve("data/version-2/snapshot.0"), "");
        Files.writeString(temp.resolve("data/version-2/log.1"), "");
        Files.setPosixFilePermissions(temp.resolve(file), PosixFilePermissions.fromString("---------"));
        try {
            refuse(exitCode, reason, "This process runs as user " + System.getProperty("user.name"));
        } finally {
            Files.setPosixFilePermissions(temp.resolve(file), PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aPortForMembersIsExplained() {
        assertThat(StartFailure.explainMemberPort(
                        "cannot listen for elections on a:1 has no address, after 3 attempts"))
                .contains("Correct the line of this server among the server.N lines, or the name service");
        assertThat(StartFailure.explainMemberPort(
                        "cannot listen for elections on /127.0.0.1:1: Address already in use"))
                .contains("another process has that port");
    }

    @Test
    void unexpectedExceptionKeepsItsStackTrace() {
        assertThat(StartFailure.explain(new IOException("odd"))).isEmpty();
        assertThat(StartFailure.explain(new IllegalStateException("a bug"))).isEmpty();
    }

    @Test
    void aFullOrReadOnlyDiskIsExplained() {
        assertThat(StartFailure.explain(new IOException("No space left on device")))
                .hasValueSatisfying(text -> assertThat(text).contains("free some space"));
        assertThat(StartFailure.explain(
                        new java.nio.file.FileSystemException("/data/x", null, "Read-only file system")))
                .hasValueSatisfying(
                        text -> assertThat(text).startsWith("/data/x: the file system is mounted read-only"));
    }
}
