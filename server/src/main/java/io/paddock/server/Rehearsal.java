// SPDX-License-Identifier: Apache-2.0
package io.paddock.server;

import io.paddock.server.config.ConfigException;
import io.paddock.server.config.ConfigReader;
import io.paddock.server.config.Environment;
import io.paddock.server.config.ServerConfig;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays the first moments of a server and of one session, once, on a free port and a temporary directory. The
 * JVM then keeps an archive of the classes that they need. {@code zkServer.sh class-archive} runs it. A start
 * from such an archive takes less than half the time.
 */
public final class Rehearsal {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final int CREATE = 1;
    private static final int DELETE = 2;
    private static final int EXISTS = 3;
    private static final int GET_DATA = 4;
    private static final int SET_DATA = 5;
    private static final int GET_CHILDREN = 8;
    private static final int PING = 11;
    private static final int CLOSE_SESSION = -11;
    private static final int NOTIFICATION_XID = -1;
    private static final int PING_XID = -2;
    private static final int ROUNDS = 200;

    private Rehearsal() {}

    public static void main(String[] arguments) throws IOException, ConfigException, CommandLine.WrongUsage {
        Path directory = Files.createTempDirectory("paddock-rehearsal-");
        try {
            play(directory);
        } finally {
            delete(directory);
        }
    }

    /** @throws IOException when the server did not behave as expected */
    static void play(Path directory) throws IOException, ConfigException, CommandLine.WrongUsage {
        Path file = directory.resolve("zoo.cfg");
        Files.write(
                file,
                List.of(
                        "dataDir=" + directory,
                        "clientPort=0",
                        "clientPortAddress=127.0.0.1",
                        "preAllocSize=64",
                        "forceSync=no"));
        ServerConfig config = new CommandLine(new ConfigReader(Map.of())).read(List.of(file.toString()));
        LOG.info("Rehearsing on {}, {}", config.clientPort().bindAddress(), Environment.lines());
        try (Server server = Server.start(config)) {
            askForMode(server.clientAddress());
            playSession(server.clientAddress());
        }
    }

    private static void askForMode(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            if (!reply.contains("Mode: standalone")) {
                throw new IOException("srvr was answered: " + reply);
            }
        }
    }

    private static void playSession(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            exchange(socket, in, connect());
            for (int round = 0; round < ROUNDS; round++) {
                String path = "/rehearsal" + round;
                exchange(socket, in, create(path));
                exchange(socket, in, new Frame(1, EXISTS).string(path).bool(true));
                exchange(socket, in, new Frame(1, GET_DATA).string(path).bool(false));
                exchange(socket, in, new Frame(1, GET_CHILDREN).string("/").bool(false));
                exchange(
                        socket,
                        in,
                        new Frame(1, SET_DATA).string(path).string("b").integer(-1));
                exchange(socket, in, new Frame(PING_XID, PING));
                exchange(socket, in, new Frame(1, DELETE).string(path).integer(-1));
            }
            exchange(socket, in, new Frame(1, CLOSE_SESSION));
        }
    }

    private static Frame connect() throws IOException {
        Frame frame = new Frame(
                // Protocol version 0. The next field, the zxid last seen, starts where a request has its
                // type.
                0, 0);
        frame.integer(0).integer(10_000).integer(0).integer(0).integer(16);
        return frame.integer(0).integer(0).integer(0).integer(0).bool(false);
    }

    private static Frame create(String path) throws IOException {
        Frame frame = new Frame(1, CREATE).string(path).string("a");
        return frame.integer(1).integer(31).string("world").string("anyone").integer(0);
    }

    private static void exchange(Socket socket, DataInputStream in, Frame frame) throws IOException {
        socket.getOutputStream().write(frame.bytes());
        int xid;
        do {
            int length = in.readInt();
            xid = in.readInt();
            in.skipNBytes(length - Integer.BYTES);
        } while (xid == NOTIFICATION_XID);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** One request in its wire form. */
    private static final class Frame {
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private final DataOutputStream out = new DataOutputStream(body);

        Frame(int xid, int type) throws IOException {
            integer(xid).integer(type);
        }

        Frame integer(int value) throws IOException {
            out.writeInt(value);
            return this;
        }

        Frame bool(boolean value) throws IOException {
            out.writeBoolean(value);
            return this;
        }

        Frame string(String value) throws IOException {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
            return this;
        }

        byte[] bytes() throws IOException {
            ByteArrayOutputStream framed = new ByteArrayOutputStream();
            new DataOutputStream(framed).writeInt(body.size());
            body.writeTo(framed);
            return framed.toByteArray();
        }
    }
}
