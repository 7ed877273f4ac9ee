// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.log.TxnLogReader;
import io.paddock.storage.snapshot.Compression;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One recorded data directory, and the recorded result of loading it. */
record GoldenCase(String name, Path origin, Map<String, Object> expected) {

    static List<GoldenCase> all() {
        try (Stream<Path> cases = Files.list(root())) {
            return cases.filter(each -> Files.exists(each.resolve("expected.json")))
                    .sorted()
                    .map(GoldenCase::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static GoldenCase of(String name) {
        return read(root().resolve(name));
    }

    private static GoldenCase read(Path directory) {
        try {
            return new GoldenCase(
                    directory.getFileName().toString(), directory, Json.read(directory.resolve("expected.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path root() {
        try {
            return Path.of(GoldenCase.class.getResource("/golden/datadir").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean starts() {
        return expected.get("outcome").equals("starts");
    }

    boolean isQuorum() {
        return expected.containsKey("server_mode");
    }

    Map<String, Object> state() {
        return TreeText.map(expected.get("state"));
    }

    /** Copies the files to a working directory. */
    DataDirectories copyTo(Path target) throws IOException {
        copy(origin.resolve("data"), target.resolve("data"));
        if (!Files.exists(origin.resolve("datalog"))) {
            return new DataDirectories(target.resolve("data"), target.resolve("data"));
        }
        copy(origin.resolve("datalog"), target.resolve("datalog"));
        return new DataDirectories(target.resolve("data"), target.resolve("datalog"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    /** The settings with which the recording was made. The README of the recordings lists them. */
    RecoveryOptions options() {
        Map<String, Object> settings =
                expected.containsKey("server_settings") ? TreeText.map(expected.get("server_settings")) : Map.of();
        return new RecoveryOptions(
                true,
                true,
                "true".equals(settings.get("zookeeper.snapshot.trust.empty")),
                !"false".equals(settings.get("zookeeper.digest.enabled")),
                TxnLogReader.RECORD_BYTES_MAX,
                false,
                false,
                Compression.NONE);
    }

    Recovered recover(DataDirectories directories) throws IOException {
        return Recovery.open(directories.dataDir(), directories.dataLogDir(), options());
    }

    @Override
    public String toString() {
        return name;
    }
}
