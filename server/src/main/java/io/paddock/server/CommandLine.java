// SPDX-License-Identifier: Apache-2.0
package io.paddock.server;

import io.paddock.server.config.ConfigException;
import io.paddock.server.config.ConfigReader;
import io.paddock.server.config.ServerConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The arguments of the server: {@code configfile | port datadir [ticktime] [maxcnxns]}, or
 * {@code --embedded-defaults datadir}.
 */
final class CommandLine {
    static final String USAGE = "Usage: ZooKeeperServerMain configfile | port datadir [ticktime] [maxcnxns]";

    private final ConfigReader reader;

    CommandLine(ConfigReader reader) {
        this.reader = reader;
    }

    ServerConfig read(List<String> arguments) throws ConfigException, WrongUsage {
        if (arguments.isEmpty() || arguments.size() > 4) {
            throw new WrongUsage("Invalid number of arguments: " + arguments.size());
        }
        if (arguments.size() == 1) {
            return reader.read(Path.of(arguments.get(0)));
        }
        if (arguments.get(0).equals("--embedded-defaults")) {
            return reader.read(
                    "embedded defaults", Map.of("clientPort", "2181", "tickTime", "2000", "dataDir", arguments.get(1)));
        }
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("clientPort", arguments.get(0));
        settings.put("dataDir", arguments.get(1));
        settings.put("tickTime", arguments.size() > 2 ? arguments.get(2) : "3000");
        // By default there is no limit: ZooKeeper has none either in this form.
        settings.put("maxClientCnxns", arguments.size() > 3 ? arguments.get(3) : "0");
        return reader.read("command line", settings);
    }

    /** The arguments are wrong. The process prints the usage line and exits with code 2. */
    static final class WrongUsage extends Exception {
        private static final long serialVersionUID = 1;

        WrongUsage(String message) {
            super(message);
        }
    }
}
