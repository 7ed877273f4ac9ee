// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.durability;

import io.paddock.e2e.harness.Wire;
import io.paddock.server.Server;
import io.paddock.server.config.ConfigException;
import io.paddock.server.config.ConfigReader;
import io.paddock.server.core.Clock;
import io.paddock.storage.disk.Directory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A server in this process, on a log directory that the test tampers with. */
final class TestServer implements AutoCloseable {
    static final int TICK_MILLIS = 500;

    private final Server server;

    private TestServer(Server server) {
        this.server = server;
    }

    /** @param log over {@link #logs(Path)} of the same directory */
    static TestServer start(Path directory, Directory log) {
        try {
            return new TestServer(Server.start(
                    ConfigReader.fromMap(Map.of(
                            "dataDir", directory.resolve("data").toString(),
                            "dataLogDir", directory.resolve("log").toString(),
                            "clientPortAddress", "127.0.0.1",
                            "clientPort", "0",
                            "maxClientCnxns", "0",
                            "preAllocSize", "64",
                            "snapCount", "300",
                            "tickTime", String.valueOf(TICK_MILLIS),
                            "maxSessionTimeout", "60000",
                            "autopurge.purgeInterval", "0")),
                    log,
                    Clock.SYSTEM));
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where its snapshots are. */
    static Path snapshots(Path directory) {
        return created(directory.resolve("data/version-2"));
    }

    /** Where its log is. */
    static Path logs(Path directory) {
        return created(directory.resolve("log/version-2"));
    }

    private static Path created(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.clientAddress().getPort();
    }

    Wire wire() {
        return Wire.open(port());
    }

    @Override
    public void close() {
        server.close();
    }
}
