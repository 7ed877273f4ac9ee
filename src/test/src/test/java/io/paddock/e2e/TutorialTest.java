// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.e2e.harness.Finished;
import io.paddock.e2e.harness.Layout;
import io.paddock.e2e.harness.ServerKind;
import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.ServerProcess;
import io.paddock.e2e.harness.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The tutorial in ZooKeeper's own shell: what each command prints is what it prints against Apache's server, zxids and versions included.
 *
 * <p>The transcript is recorded from Apache by this same test: {@code -De2e.server=apache -De2e.record=true}.
 */
class TutorialTest {
    private static final String TRANSCRIPT = "tutorial/transcript.txt";

    /** One command a line; a number in front says how many watch events it causes in this very shell. */
    private static final String COMMANDS = """
            ls /
            create /test hello_world
            create /test hello_world
            get /test
            get -s /test
            set /test changed
            get /test
            set -s /test again
            set -v 0 /test never
            create -s /test/seq- one
            create -s /test/seq- two
            create -e /test/eph three
            create -e -s /test/es- four
            create -c /test/container
            create -t 60000 /test/ttl
            create /test/eph/child
            create /absent/child
            create test
            ls /test
            ls -s /test
            ls -R /
            ls /absent
            stat /test
            stat /test/eph
            stat /absent
            get /absent
            get -b /test
            get -x /test
            set -b /test aGVsbG8=
            get /test
            getAllChildrenNumber /test
            getEphemerals
            getEphemerals /test/es
            delete /test
            delete -v 7 /test/seq-0000000000
            delete /test/seq-0000000000
            delete /absent
            ls /test
            getAcl /test
            getAcl -s /test
            whoami
            addauth digest user:pw
            whoami
            create /mine secret
            setAcl -s /mine auth:user:pw:cdrwa
            getAcl /mine
            setAcl -v 0 /mine world:anyone:r
            setAcl /mine world:anyone:ra
            set /mine denied
            create /mine/denied
            getAcl /mine
            setAcl /mine nosuchscheme:x:r
            setquota -n 5 /test
            listquota /test
            setquota -b 1000 /test
            setquota -N 10 /test
            setquota -B 2000 /test
            listquota /test
            delquota -n /test
            listquota /test
            delquota /test
            listquota /test
            get -w /test
            1 set /test watched
            set /test unwatched
            ls -w /test
            1 create /test/child
            stat -w /test/child
            1 delete /test/child
            addWatch /test
            1 create /test/seen
            1 set /test/seen data
            1 delete /test/seen
            1 removewatches /test
            create /test/unseen
            addWatch -m PERSISTENT /test
            1 set /test seen
            1 create /test/kid
            set /test/kid unseen
            1 removewatches /test -a
            config
            config -s
            reconfig -add server.2=127.0.0.1:2222:2223:participant;2224
            version
            sync /test
            sync /absent
            ls -R /test
            deleteall /test
            deleteall /absent
            setAcl /mine world:anyone:cdrwa
            deleteall /mine
            ls /
            stat /
            bogus
            ls
            """;

    @Test
    void everyCommandPrintsWhatItPrintsAgainstApache() throws Exception {
        String transcript;
        try (ServerProcess server = ServerProcess.start(ServerOptions.plain());
                Shell shell = Shell.open(server.connectString())) {
            StringBuilder said = new StringBuilder();
            COMMANDS.lines().forEach(line -> {
                boolean counted = Character.isDigit(line.charAt(0));
                String command = counted ? line.substring(2) : line;
                int events = counted ? line.charAt(0) - '0' : 0;
                // The greeting comes with the first answer, and with it the event of being connected.
                said.append("> ")
                        .append(command)
                        .append('\n')
                        .append(ordered(command, shell.run(command, said.isEmpty() ? 1 : events)));
            });
            said.append("> quit\n").append(shell.quit());
            assertThat(shell.exitCode()).isZero();
            transcript = normal(said.toString(), server.port());
        }
        if (ServerKind.underTest() == ServerKind.APACHE && Boolean.getBoolean("e2e.record")) {
            Path recorded = Layout.resourceSource(TRANSCRIPT);
            Files.createDirectories(recorded.getParent());
            Files.writeString(recorded, transcript);
        }
        assertThat(transcript).isEqualTo(recorded());
    }

    private static String recorded() throws IOException {
        return Files.readString(Layout.resourceSource(TRANSCRIPT));
    }

    // Lists that have no defined order.
    private static String ordered(String command, String output) {
        if (command.equals("whoami")) {
            return output.lines().sorted().map(line -> line + "\n").collect(Collectors.joining());
        }
        if (command.startsWith("getEphemerals")) {
            String list = output.strip();
            return Stream.of(list.substring(1, list.length() - 1).split(", "))
                    .sorted()
                    .collect(Collectors.joining(", ", "[", "]\n"));
        }
        return output;
    }

    // What no two runs have in common: the wall clock, session ids, the port.
    private static String normal(String transcript, int port) {
        return transcript
                .replaceAll("= [A-Z][a-z]{2} [A-Z][a-z]{2} \\d\\d \\d\\d:\\d\\d:\\d\\d [^ \n]+ \\d{4}", "= <time>")
                .replaceAll("ephemeralOwner = 0x[1-9a-f][0-9a-f]+", "ephemeralOwner = <session>")
                .replace(":" + port, ":<port>");
    }

    @Test
    void oneCommandOnTheCommandLine() {
        try (ServerProcess server = ServerProcess.start(ServerOptions.plain())) {
            Finished created = once(server, "create", "/once", "data");
            assertThat(created.exitCode()).as(created.all()).isZero();
            Finished got = once(server, "get", "/once");
            assertThat(got.out()).as(got.all()).endsWith("\ndata\n");
            assertThat(got.exitCode()).isZero();
            Finished absent = once(server, "get", "/absent");
            assertThat(absent.exitCode()).as(absent.all()).isEqualTo(1);
            assertThat(absent.err()).contains("Node does not exist: /absent");
            assertThat(once(server, "bogus").exitCode()).isEqualTo(127);
        }
    }

    private static Finished once(ServerProcess server, String... command) {
        return Finished.run(
                Shell.command(server.connectString(), List.of(command)),
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                "");
    }
}
