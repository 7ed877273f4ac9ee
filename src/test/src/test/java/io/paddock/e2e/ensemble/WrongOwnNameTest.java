// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.ServerKind;
import io.paddock.e2e.harness.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The own name of a member has the address 127.0.0.1 while it starts, and the right one a little later. Each member has its own hosts file. */
class WrongOwnNameTest {
    private static final int WRONG = 3;
    private static final int MEMBERS = 3;

    private final PortBlock ports = PortBlock.open();
    private final List<Member> members = new ArrayList<>();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        members.forEach(Member::close);
        ports.close();
    }

    @Test
    void leadsOnceItsNameHasTheRightAddress() throws IOException {
        prepare();
        Member left = members.get(0);
        Member leader = members.get(1);
        Member wrong = members.get(WRONG - 1);
        left.start();
        leader.start();
        await().atMost(Ensemble.PATIENCE).until(leader::leads);
        wrong.start();
        await().atMost(Ensemble.PATIENCE).until(wrong::serves);

        writeHosts(WRONG, address(WRONG));
        leader.kill();
        await("it leads, and the other one reaches it")
                .atMost(Ensemble.PATIENCE)
                .until(() -> wrong.leads() && left.serves());
        for (int port : List.of(wrong.quorumPort(), wrong.electionPort())) {
            await("port " + port).atMost(Ensemble.PATIENCE).until(() -> isOpen(port));
        }
    }

    private void prepare() throws IOException {
        List<List<Integer>> seats = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (int id = 1; id <= MEMBERS; id++) {
            List<Integer> seat = List.of(ports.take(), ports.take(), ports.take());
            seats.add(seat);
            lines.add("server." + id + "=" + name(id) + ":" + seat.get(0) + ":" + seat.get(1));
        }
        for (int id = 1; id <= MEMBERS; id++) {
            writeHosts(id, id == WRONG ? "127.0.0.1" : address(WRONG));
            ServerOptions options = ServerOptions.of(ServerKind.PADDOCK)
                    .jvm("-Djdk.net.hosts.file=" + hosts(id))
                    .jvm("-Dsun.net.inetaddr.ttl=1")
                    .jvm("-Dsun.net.inetaddr.negative.ttl=1")
                    .cfg("initLimit=10")
                    .cfg("syncLimit=5");
            for (String line : lines) {
                options = options.cfg(line);
            }
            List<Integer> seat = seats.get(id - 1);
            members.add(new Member(id, options, seat.get(2), seat.get(0), seat.get(1)));
        }
    }

    private static String name(int id) {
        return "member" + id + ".test";
    }

    private static String address(int id) {
        return "127.0.0." + (10 + id);
    }

    private Path hosts(int member) {
        return directory.resolve("hosts-" + member);
    }

    private void writeHosts(int member, String wrongMembersAddress) throws IOException {
        StringBuilder text = new StringBuilder("127.0.0.1 localhost\n");
        for (int id = 1; id <= MEMBERS; id++) {
            text.append(id == WRONG ? wrongMembersAddress : address(id))
                    .append(' ')
                    .append(name(id))
                    .append('\n');
        }
        Path next = directory.resolve("hosts-next");
        Files.writeString(next, text);
        Files.move(next, hosts(member), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getByName(address(WRONG)), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
