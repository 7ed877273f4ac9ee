// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.ReplyHeader;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.server.RawSession;
import io.paddock.server.Server;
import io.paddock.server.config.ConfigException;
import io.paddock.server.config.ConfigReader;
import io.paddock.server.config.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Members of one ensemble in this JVM, numbered from 1. They are started one by one or all at once. Closing
 * stops the running members.
 */
public final class TestEnsemble implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Path directory;
    private final String settings;
    private final Map<Integer, Seat> seats = new TreeMap<>();
    private final Map<Integer, Server> running = new TreeMap<>();

    /** The ports of a member. */
    public record Seat(int quorumPort, int electionPort, int clientPort) {}

    /** @param settings lines of every member's zoo.cfg */
    public TestEnsemble(Path directory, int members, String... settings) {
        this.directory = directory;
        this.settings = String.join("\n", settings);
        for (int sid = 1; sid <= members; sid++) {
            take(sid);
        }
        for (int sid = 1; sid <= members; sid++) {
            write(sid, seats.keySet());
        }
    }

    private void take(int sid) {
        List<Integer> ports = freePorts(3);
        seats.put(sid, new Seat(ports.get(0), ports.get(1), ports.get(2)));
    }

    /**
     * Adds one more member. It knows all others; they don't know it.
     * @return its number
     */
    public int add() {
        int sid = seats.size() + 1;
        take(sid);
        write(sid, seats.keySet());
        return sid;
    }

    /** Gives a member other ports. Only members that read its {@link #line} afterwards know of it. */
    public void move(int sid) {
        take(sid);
    }

    /** @return whether a running member listens on all its configured ports */
    public boolean isAtItsPlace(int sid) {
        Seat seat = seats.get(sid);
        return Stream.of(seat.quorumPort, seat.electionPort, seat.clientPort).allMatch(port -> {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return socket.isConnected();
            } catch (IOException e) {
                return false;
            }
        });
    }

    private void write(int sid, Collection<Integer> members) {
        StringBuilder text = new StringBuilder("tickTime=500\ninitLimit=40\nsyncLimit=20\n4lw.commands.whitelist=*\n"
                + "preAllocSize=64\nautopurge.purgeInterval=0\nmaxSessionTimeout=60000\npaddock.newEnsembleWaitMs=0\n");
        text.append("dataDir=").append(home(sid).resolve("data")).append('\n');
        if (!settings.contains("reconfigEnabled")) {
            text.append("clientPortAddress=127.0.0.1\nclientPort=")
                    .append(seats.get(sid).clientPort)
                    .append('\n');
        }
        text.append(settings).append('\n');
        members.forEach(
                each -> text.append("server." + each + "=").append(line(each)).append('\n'));
        try {
            Files.createDirectories(home(sid).resolve("data"));
            Files.writeString(home(sid).resolve("data/myid"), sid + "\n");
            Files.writeString(home(sid).resolve("zoo.cfg"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the directory of a member's zoo.cfg and data */
    public Path home(int sid) {
        return directory.resolve("member-" + sid);
    }

    /** @return the value of {@code server.N=} */
    public String line(int sid) {
        Seat seat = seats.get(sid);
        return "127.0.0.1:" + seat.quorumPort + ":" + seat.electionPort + ":participant"
                + (settings.contains("reconfigEnabled") ? ";127.0.0.1:" + seat.clientPort : "");
    }

    // All ports are taken at once, so that they differ. Between here and the server's own bind, another
    // process could take one.
    private static List<Integer> freePorts(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Integer> ports =
                    sockets.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket each : sockets) {
                each.close();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts all members that do not run and waits until they serve. */
    public TestEnsemble start() {
        seats.keySet().stream().filter(sid -> !running.containsKey(sid)).forEach(this::launch);
        await(() -> running.keySet().stream().allMatch(sid -> !mode(sid).isEmpty()));
        return this;
    }

    /** Starts one member without waiting. */
    public void launch(int sid) {
        try {
            ServerConfig config =
                    new ConfigReader(new HashMap<>()).read(home(sid).resolve("zoo.cfg"));
            running.put(sid, Server.start(config));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    public void stop(int sid) {
        running.remove(sid).close();
    }

    /** Waits for a state that must be reached. */
    public static void await(BooleanSupplier condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(condition::getAsBoolean);
    }

    /** @return the number of the leader that the other members follow */
    public int leader() {
        int[] found = new int[1];
        await(() -> {
            for (int sid : running.keySet()) {
                found[0] = mode(sid).equals("leader") ? sid : found[0];
            }
            return found[0] != 0;
        });
        return found[0];
    }

    /** @return the lowest number of a follower */
    public int follower() {
        int leader = leader();
        return running.keySet().stream()
                .filter(sid -> sid != leader)
                .findFirst()
                .orElseThrow();
    }

    /** @return leader, follower, observer or read-only; empty while the member does not serve */
    public String mode(int sid) {
        return ask(sid, "srvr")
                .lines()
                .filter(each -> each.startsWith("Mode: "))
                .map(each -> each.substring("Mode: ".length()))
                .findFirst()
                .orElse("");
    }

    /** @return the last zxid that a member has applied */
    public long zxid(int sid) {
        String line = ask(sid, "srvr")
                .lines()
                .filter(each -> each.startsWith("Zxid: 0x"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.substring("Zxid: 0x".length()), 16);
    }

    /** @return how many local sessions a member has */
    public int localSessions(int sid) {
        String line = ask(sid, "mntr")
                .lines()
                .filter(each -> each.startsWith("zk_local_sessions\t"))
                .findFirst()
                .orElseThrow();
        return Integer.parseInt(line.substring("zk_local_sessions\t".length()));
    }

    /** @return a member's answer to a four-letter word; empty if it cannot be reached */
    public String ask(int sid, String word) {
        try (Socket socket = new Socket("127.0.0.1", port(sid))) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** @return the configuration in force as a member shows it; null while it does not serve */
    public EnsembleConfig config(int sid) {
        try (RawSession session = connect(sid)) {
            session.send(
                    OpCode.GET_DATA, out -> out.writeString("/zookeeper/config").writeBoolean(false));
            JuteReader reply = session.next();
            return ReplyHeader.read(reply).err() == 0
                    ? EnsembleConfig.parse(new String(reply.readBuffer(), StandardCharsets.UTF_8))
                    : null;
        } catch (UncheckedIOException e) {
            return null;
        }
    }

    /** @return the client port of a member */
    public int port(int sid) {
        return running.get(sid).clientAddress().getPort();
    }

    public RawSession connect(int sid) {
        return new RawSession(port(sid), 30_000);
    }

    @Override
    public void close() {
        running.values().forEach(Server::close);
        running.clear();
    }
}
