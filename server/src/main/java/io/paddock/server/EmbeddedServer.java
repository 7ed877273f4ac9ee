// SPDX-License-Identifier: Apache-2.0
package io.paddock.server;

import io.paddock.server.config.ConfigException;
import io.paddock.server.config.ConfigReader;
import io.paddock.server.config.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A server inside a test's own process. It uses a free port on loopback, and a directory that is removed at
 * the end.
 *
 * <pre>{@code
 * try (var server = EmbeddedServer.start()) {
 *     var client = new ZooKeeper(server.connectString(), 10_000, event -> {});
 *     ...
 * }
 * }</pre>
 */
public final class EmbeddedServer implements AutoCloseable {
    private final Path directory;
    private final boolean ownDirectory;
    private final Map<String, String> settings;
    private Server server;
    private int port;

    private EmbeddedServer(Path directory, boolean ownDirectory, Map<String, String> settings) {
        this.directory = directory;
        this.ownDirectory = ownDirectory;
        this.settings = settings;
    }

    /** Starts a server with an empty database in a new temporary directory. */
    public static EmbeddedServer start() {
        return start(Map.of());
    }

    /**
     * Starts such a server with keys of zoo.cfg, such as {@code tickTime}.
     *
     * @throws IllegalArgumentException when a value is not allowed
     */
    public static EmbeddedServer start(Map<String, String> settings) {
        try {
            return new EmbeddedServer(Files.createTempDirectory("paddock-"), true, settings).run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a server on a directory of the caller. The directory stays when the server is closed. */
    public static EmbeddedServer start(Path dataDir, Map<String, String> settings) {
        return new EmbeddedServer(dataDir, false, settings).run();
    }

    private EmbeddedServer run() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("dataDir", directory.toAbsolutePath().toString());
        all.put("clientPortAddress", "127.0.0.1");
        all.put("clientPort", "0");
        all.put("maxClientCnxns", "0");
        all.put("preAllocSize", "64");
        all.put("autopurge.purgeInterval", "0");
        all.putAll(settings);
        if (port != 0) {
            all.put("clientPort", String.valueOf(port));
        }
        try {
            ServerConfig config = ConfigReader.fromMap(all);
            config.requireSupported();
            server = Server.start(config);
            port = server.clientAddress().getPort();
            return this;
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the connect string for a client: host and port */
    public String connectString() {
        return "127.0.0.1:" + port;
    }

    /** @return the port clients connect to */
    public int port() {
        return port;
    }

    /** @return the data directory */
    public Path dataDir() {
        return directory;
    }

    /**
     * Stops the server and starts it again on the same data and port. Sessions and znodes survive,
     * connections do not.
     */
    public void restart() {
        server.close();
        run();
    }

    @Override
    public void close() {
        server.close();
        if (ownDirectory) {
            deleteAll(directory);
        }
    }

    private static void deleteAll(Path directory) {
        try (Stream<Path> walk = Files.walk(directory)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
