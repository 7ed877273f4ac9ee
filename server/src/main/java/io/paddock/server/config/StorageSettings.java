// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import io.paddock.server.config.ServerConfig.Batching;
import io.paddock.server.config.ServerConfig.Storage;
import io.paddock.storage.snapshot.Compression;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The keys about the data directory and the txn log. */
final class StorageSettings {
    private static final long KIB_MAX = Long.MAX_VALUE >> 10;

    private StorageSettings() {}

    static Storage read(Settings settings) throws ConfigException {
        Path dataDir = path(settings, "dataDir")
                .orElseThrow(() -> new ConfigException(
                        "dataDir is not set: it says where the data lives, for instance dataDir=/var/lib/zookeeper"));
        return new Storage(
                dataDir,
                path(settings, "dataLogDir").orElse(dataDir),
                snapCount(settings),
                kibibytes(settings, "snapSizeLimitInKb", 4L << 20),
                kibibytes(settings, "txnLogSizeLimitInKb", -1),
                settings.longIn("preAllocSize", 65_536, 0, Integer.MAX_VALUE, "KiB") << 10,
                settings.yesNo("forceSync", true),
                settings.longIn("fsync.warningthresholdms", 1000, 0, Long.MAX_VALUE, "milliseconds"),
                batching(settings),
                compression(settings),
                settings.longIn("paddock.snapshot.maxMiBPerSecond", 128, 0, Integer.MAX_VALUE, "MiB per second") << 20,
                settings.bool("snapshot.trust.empty", false),
                settings.bool("datadir.autocreate", true),
                settings.bool("db.autocreate", true),
                settings.bool("digest.enabled", true),
                settings.bool("serializeLastProcessedZxid.enabled", true));
    }

    private static Optional<Path> path(Settings settings, String key) throws ConfigException {
        Optional<String> value = settings.word(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        Setting setting = settings.find(key).orElseThrow();
        try {
            Path path = Path.of(value.get());
            if (!path.isAbsolute() && !value.get().startsWith(".")) {
                settings.warn(setting.where() + ": " + key + "=" + value.get()
                        + " is relative. Prepend ./ to indicate that you're sure!");
            }
            return Optional.of(path);
        } catch (InvalidPathException e) {
            throw setting.refuse("a path (" + e.getReason() + ")");
        }
    }

    private static int snapCount(Settings settings) throws ConfigException {
        int snapCount = settings.intIn("snapCount", 100_000, Integer.MIN_VALUE, Integer.MAX_VALUE, "txns");
        if (snapCount < 2) {
            settings.warn("SnapCount should be 2 or more. Now, snapCount is reset to 2");
            return 2;
        }
        return snapCount;
    }

    // A value of 0 or less switches the limit off.
    private static long kibibytes(Settings settings, String key, long absent) throws ConfigException {
        return Math.max(0, settings.longIn(key, absent, Long.MIN_VALUE, KIB_MAX, "KiB")) << 10;
    }

    private static Batching batching(Settings settings) throws ConfigException {
        int flushDelay = settings.intIn("flushDelay", 0, 0, Integer.MAX_VALUE, "milliseconds");
        return new Batching(
                flushDelay,
                settings.intIn("maxWriteQueuePollTime", flushDelay / 3, 0, Integer.MAX_VALUE, "milliseconds"),
                settings.intIn("maxBatchSize", 1000, 1, Integer.MAX_VALUE, "requests"));
    }

    private static Compression compression(Settings settings) throws ConfigException {
        Optional<Setting> setting = settings.find("snapshot.compression.method");
        String method = setting.map(Setting::value).orElse("").toLowerCase(Locale.ROOT);
        return switch (method) {
            case "" -> Compression.NONE;
            case "gz" -> Compression.GZ;
            case "snappy" -> Compression.SNAPPY;
            default -> throw setting.orElseThrow().refuse("gz, snappy or nothing");
        };
    }
}
