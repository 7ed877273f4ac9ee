// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the server runs: the lines of {@code envi} and of the start of the log, by name, in ZooKeeper's
 * order.
 */
public final class Environment {
    private static final List<String> PROPERTIES = List.of(
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
            "user.dir");
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private Environment() {}

    /** @return values by name, in order */
    public static Map<String, String> lines() {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("zookeeper.version", Version.LONG);
        lines.put("host.name", hostName());
        for (String property : PROPERTIES) {
            lines.put(property, System.getProperty(property, "<NA>"));
        }
        Runtime runtime = Runtime.getRuntime();
        lines.put("os.memory.free", mebibytes(runtime.freeMemory()));
        lines.put("os.memory.max", mebibytes(runtime.maxMemory()));
        lines.put("os.memory.total", mebibytes(runtime.totalMemory()));
        return lines;
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + "MB";
    }

    // InetAddress is not used here: it may ask a name server, and the start would wait if that does not
    // answer.
    private static String hostName() {
        try {
            return Files.readString(HOST_NAME).trim();
        } catch (IOException e) {
            String name = System.getenv("HOSTNAME");
            return name == null ? "<NA>" : name;
        }
    }
}
