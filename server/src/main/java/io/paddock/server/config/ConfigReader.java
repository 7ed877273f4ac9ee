// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import io.paddock.protocol.quorum.HostPort;
import io.paddock.protocol.quorum.HostText;
import io.paddock.server.config.ServerConfig.ClientPort;
import io.paddock.server.config.ServerConfig.Limits;
import io.paddock.server.config.ServerConfig.Purge;
import io.paddock.server.config.ServerConfig.Sessions;
import io.paddock.server.config.ServerConfig.Znodes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The door of this package. It turns a file, a command line or a map, together with the JVM's properties,
 * into a {@link ServerConfig}. The caller passes the properties in, so that two servers in one JVM, and
 * tests, do not affect each other.
 */
public final class ConfigReader {
    private static final int PORT_MAX = 65535;

    private final Map<String, String> properties;

    /** @param properties names and values as given with {@code -D}, such as {@code zookeeper.snapCount} */
    public ConfigReader(Map<String, String> properties) {
        this.properties = Map.copyOf(properties);
    }

    /** A reader with the properties that this JVM was started with. */
    public static ConfigReader ofThisJvm() {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            String value = System.getProperty(name);
            if (value != null) {
                properties.put(name, value);
            }
        }
        return new ConfigReader(properties);
    }

    /**
     * Reads the settings of a server inside another program: keys as in zoo.cfg, no file, no JVM properties.
     */
    public static ServerConfig fromMap(Map<String, String> settings) throws ConfigException {
        return new ConfigReader(Map.of()).read("settings map", settings);
    }

    /** Reads a zoo.cfg. */
    public ServerConfig read(Path file) throws ConfigException {
        String text = ConfigFile.text(file);
        return read(file.toString(), Optional.of(file), text, PropertiesText.parse(file.toString(), text));
    }

    /** @param source the name of these settings in errors */
    public ServerConfig read(String source, Map<String, String> settings) throws ConfigException {
        List<Setting> list = new ArrayList<>();
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            list.add(new Setting(setting.getKey().trim(), setting.getValue().trim(), source));
        }
        return read(source, Optional.empty(), "", list);
    }

    private ServerConfig read(String source, Optional<Path> file, String text, List<Setting> written)
            throws ConfigException {
        Settings settings = new Settings(written, properties);
        boolean strict = strict(settings);
        ServerConfig.Storage storage = StorageSettings.read(settings);
        Path myIdFile = storage.dataDir().resolve("myid");
        OptionalLong myId = myId(myIdFile);
        Sessions sessions = sessions(settings);
        Ensemble ensemble = new EnsembleReader(settings, file, myId, myIdFile).read(sessions.tickTimeMillis());
        ClientPort clientPort = clientPort(settings, EnsembleReader.ownClientAddress(ensemble, myId), myId);
        PortConflicts.check(ensemble, clientPort).forEach(settings::warn);
        ServerConfig config = new ServerConfig(
                source,
                text,
                strict,
                myId,
                clientPort,
                sessions,
                limits(settings),
                ThrottlingSettings.read(settings),
                storage,
                purge(settings, strict),
                znodes(settings),
                AuthSettings.read(settings),
                FourLetterWordSettings.read(settings, strict),
                ensemble,
                settings.bool("readonlymode.enabled", false),
                List.of());
        return withWarnings(config, settings);
    }

    private static ServerConfig withWarnings(ServerConfig config, Settings settings) throws ConfigException {
        if (config.znodes().extendedTypesEnabled() && config.myId().orElse(0) > 254) {
            throw new ConfigException("extendedTypesEnabled=true needs a server id of at most 254, myid is "
                    + config.myId().getAsLong());
        }
        settings.warnAboutTheRest();
        return new ServerConfig(
                config.source(),
                config.text(),
                config.strict(),
                config.myId(),
                config.clientPort(),
                config.sessions(),
                config.limits(),
                config.throttling(),
                config.storage(),
                config.purge(),
                config.znodes(),
                config.auth(),
                config.fourLetterWords(),
                config.ensemble(),
                config.readOnlyModeEnabled(),
                settings.warnings());
    }

    private static boolean strict(Settings settings) throws ConfigException {
        Optional<Setting> compat = settings.find("paddock.compat");
        if (compat.isPresent() && !compat.get().value().matches("strict|default")) {
            throw compat.get().refuse("strict (Apache's defaults) or default (Paddock's)");
        }
        return compat.isPresent() && compat.get().value().equals("strict");
    }

    private static OptionalLong myId(Path file) throws ConfigException {
        if (!Files.exists(file)) {
            return OptionalLong.empty();
        }
        String line = ConfigFile.text(file).lines().findFirst().orElse("").trim();
        try {
            return OptionalLong.of(Long.parseLong(line));
        } catch (NumberFormatException e) {
            throw new ConfigException(
                    file + ", line 1: serverid " + (line.isEmpty() ? "(nothing)" : line)
                            + " is not a number: write the N of this server's server.N line there",
                    e);
        }
    }

    private static ClientPort clientPort(Settings settings, Optional<HostPort> own, OptionalLong myId)
            throws ConfigException {
        Optional<String> address = settings.word("clientPortAddress");
        Optional<String> secureAddress = settings.word("secureClientPortAddress");
        int securePort = settings.intIn("secureClientPort", -1, 0, PORT_MAX, "port");
        int port = settings.intIn("clientPort", -1, 0, PORT_MAX, "port");
        if (address.isPresent() && port < 0) {
            throw new ConfigException(
                    settings.find("clientPortAddress").orElseThrow().where()
                            + ": clientPortAddress is set but clientPort is not set");
        }
        if (secureAddress.isPresent() && securePort < 0) {
            throw new ConfigException(
                    settings.find("secureClientPortAddress").orElseThrow().where()
                            + ": secureClientPortAddress is set but secureClientPort is not set");
        }
        if (own.isPresent()) {
            checkSame(own.get(), address, settings.find("clientPort"), port, myId);
            port = own.get().port();
            address = own.get().isAnyAddress()
                    ? Optional.empty()
                    : Optional.of(own.get().host());
        }
        if (port < 0) {
            throw new ConfigException("clientPort is not set: clients would have no port to connect to, 2181 is usual."
                    + " Set clientPort, or write ;2181 at the end of this server's server.N line");
        }
        return new ClientPort(
                port,
                address,
                securePort < 0 ? OptionalInt.empty() : OptionalInt.of(securePort),
                secureAddress,
                settings.intIn("clientPortListenBacklog", -1, -1, Integer.MAX_VALUE, "connections"),
                settings.bool("clientTcpKeepAlive", false));
    }

    // If zoo.cfg has a wildcard, only the ports must be equal. An address must be equal too.
    private static void checkSame(
            HostPort own, Optional<String> address, Optional<Setting> written, int port, OptionalLong myId)
            throws ConfigException {
        boolean differs = port != own.port()
                || address.isPresent() && !HostText.isAny(address.get()) && !SameHost.is(address.get(), own.host());
        if (port >= 0 && differs) {
            throw new ConfigException("client address for this server (id = " + myId.orElse(0)
                    + ") in static config file is " + address.orElse("0.0.0.0") + ":" + port
                    + " is different from client address found in dynamic file: " + own.host() + ":" + own.port()
                    + ". Correct " + written.orElseThrow().where() + ", or the line of this server");
        }
    }

    private static Sessions sessions(Settings settings) throws ConfigException {
        int tickTime = settings.intIn("tickTime", 3000, 0, Integer.MAX_VALUE, "milliseconds");
        if (tickTime == 0) {
            throw settings.find("tickTime")
                    .orElseThrow()
                    .refuse("a whole number of milliseconds from 1 (at 0 tickTime is not set; 2000 is usual)");
        }
        int min = settings.intIn("minSessionTimeout", -1, -1, Integer.MAX_VALUE, "milliseconds");
        int max = settings.intIn("maxSessionTimeout", -1, -1, Integer.MAX_VALUE, "milliseconds");
        if (min >= 0 && min < tickTime) {
            settings.warn("minSessionTimeout=" + min + " is below tickTime=" + tickTime
                    + ": sessions end at multiples of tickTime, so a session of " + min + " ms may last for "
                    + ((long) min + tickTime) + " ms. Lower tickTime where that matters");
        }
        min = min == -1 ? times(tickTime, 2) : min;
        max = max == -1 ? times(tickTime, 20) : max;
        if (min > max) {
            throw new ConfigException("minSessionTimeout must not be larger than maxSessionTimeout (" + min + " and "
                    + max + " milliseconds; when not set they are 2 and 20 times tickTime)");
        }
        int sessionless = settings.intIn("nio.sessionlessCnxnTimeout", 10_000, 1, Integer.MAX_VALUE, "milliseconds");
        return new Sessions(tickTime, min, max, sessionless, settings.bool("closeSessionTxn.enabled", true));
    }

    private static int times(int millis, int factor) {
        return (int) Math.min(Integer.MAX_VALUE, (long) millis * factor);
    }

    private static Limits limits(Settings settings) throws ConfigException {
        int maxCnxns = settings.intIn("maxCnxns", 0, Integer.MIN_VALUE, Integer.MAX_VALUE, "connections");
        if (maxCnxns < 0) {
            settings.warn("maxCnxns should be greater than or equal to 0, using default value 0.");
        }
        int juteMaxBuffer = settings.intIn("jute.maxbuffer", 0xfffff, 1, Integer.MAX_VALUE, "bytes");
        int extra = settings.intIn("jute.maxbuffer.extrasize", juteMaxBuffer, 0, Integer.MAX_VALUE, "bytes");
        return new Limits(
                Math.max(0, settings.intIn("maxClientCnxns", 60, Integer.MIN_VALUE, Integer.MAX_VALUE, "connections")),
                Math.max(0, maxCnxns),
                juteMaxBuffer,
                Math.max(1024, extra),
                settings.intIn("globalOutstandingLimit", 1000, 1, Integer.MAX_VALUE, "requests"),
                settings.intIn("largeRequestMaxBytes", 100 << 20, 1, Integer.MAX_VALUE, "bytes"),
                settings.intIn("largeRequestThreshold", -1, -1, Integer.MAX_VALUE, "bytes"));
    }

    private static Purge purge(Settings settings, boolean strict) throws ConfigException {
        int retain = settings.intIn(
                "autopurge.snapRetainCount", strict ? 3 : 5, Integer.MIN_VALUE, Integer.MAX_VALUE, "snapshots");
        if (retain < 3) {
            settings.warn("Invalid autopurge.snapRetainCount: " + retain + ". Defaulting to 3");
            retain = 3;
        }
        int interval = settings.intIn(
                "autopurge.purgeInterval", strict ? 0 : 1, Integer.MIN_VALUE, Integer.MAX_VALUE, "hours");
        return new Purge(retain, Math.max(0, interval));
    }

    private static Znodes znodes(Settings settings) throws ConfigException {
        if (settings.bool("emulate353TTLNodes", false)) {
            throw settings.find("emulate353TTLNodes")
                    .orElseThrow()
                    .refuse(
                            "false (znodes with a time to live in the form of ZooKeeper 3.5.3 would be taken for ephemerals of"
                                    + " sessions that ended, and deleted: such a directory needs ZooKeeper)");
        }
        return new Znodes(
                settings.bool("extendedTypesEnabled", false),
                settings.bool("enforceQuota", false),
                settings.intIn("znode.container.checkIntervalMs", 60_000, 1, Integer.MAX_VALUE, "milliseconds"),
                settings.intIn("znode.container.maxPerMinute", 10_000, 1, Integer.MAX_VALUE, "znodes"),
                settings.longIn("znode.container.maxNeverUsedIntervalMs", 0, 0, Long.MAX_VALUE, "milliseconds"));
    }
}
