// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import io.paddock.protocol.jute.MalformedFrame;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.EnsembleMember;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads the {@code server.N}, {@code group.N} and {@code weight.N} lines, from zoo.cfg or from the dynamic
 * file that it names.
 */
final class MembershipReader {
    private final Settings settings;
    private final Optional<Path> configFile;

    MembershipReader(Settings settings, Optional<Path> configFile) {
        this.settings = settings;
        this.configFile = configFile;
    }

    /** @return the file with the members, for errors */
    String source() throws ConfigException {
        Optional<String> dynamicFile = settings.word("dynamicConfigFile");
        if (dynamicFile.isPresent()) {
            return resolve(dynamicFile.get()).toString();
        }
        return configFile.map(Path::toString).orElse("the settings");
    }

    /** @return the configuration in force, as far as the files know */
    EnsembleConfig committed(boolean multiAddress) throws ConfigException {
        List<Setting> lines = settings.matching(key -> isMember(key) || isHierarchy(key));
        Optional<String> dynamicFile = settings.word("dynamicConfigFile");
        long version = 0;
        if (dynamicFile.isPresent()) {
            if (!lines.isEmpty()) {
                throw new ConfigException(lines.get(0).where() + ": parameter: "
                        + lines.get(0).key() + " must be in a separate dynamic config file, "
                        + settings.find("dynamicConfigFile").orElseThrow().where()
                        + " names it: move the line there, or remove dynamicConfigFile");
            }
            Path file = resolve(dynamicFile.get());
            lines = ConfigFile.settings(file);
            for (Setting line : lines) {
                checkAllowedInDynamicFile(line);
            }
            RepeatedSettings.check(lines).forEach(settings::warn);
            requireMembers(file, lines);
            version = DynamicFileNames.versionOf(file);
        }
        return config(version, lines, multiAddress);
    }

    /**
     * Returns the configuration that was proposed last. Like ZooKeeper, this looks for it only if the members
     * are in a file apart from zoo.cfg. Otherwise such a file can only be left from an earlier use.
     *
     * @return the configuration that was proposed last, if it is newer than {@code committed}; otherwise
     *   {@code committed}
     */
    EnsembleConfig lastSeen(EnsembleConfig committed) throws ConfigException {
        if (configFile.isEmpty() || settings.find("dynamicConfigFile").isEmpty()) {
            return committed;
        }
        Path next = DynamicFileNames.next(configFile.get());
        if (!Files.exists(next)) {
            return committed;
        }
        try {
            EnsembleConfig proposed = EnsembleConfig.parse(ConfigFile.text(next));
            return proposed.version() > committed.version() ? proposed : committed;
        } catch (MalformedFrame e) {
            throw new ConfigException(next + ": " + e.getMessage(), e);
        }
    }

    private EnsembleConfig config(long version, List<Setting> lines, boolean multiAddress) throws ConfigException {
        MemberLines said = new MemberLines(settings.find("dynamicConfigFile").isEmpty());
        Map<Long, EnsembleMember> members = new TreeMap<>();
        Map<Long, List<Long>> groups = new TreeMap<>();
        Map<Long, Long> weights = new TreeMap<>();
        for (Setting line : lines) {
            if (isMember(line.key())) {
                EnsembleMember member = new ServerLine(line).read();
                if (member.addresses().size() > 1 && !multiAddress) {
                    throw new ConfigException(line.where()
                            + ": Multiple address feature is disabled, but multiple addresses were specified for sid "
                            + member.sid() + " (multiAddress.enabled=true enables it)");
                }
                said.member(line, member);
                members.put(member.sid(), member);
            } else {
                checkHierarchy(line);
                long id = Long.parseLong(line.key().substring(line.key().indexOf('.') + 1));
                if (line.key().startsWith("group")) {
                    said.group(line, ids(line.value()));
                    groups.put(id, ids(line.value()));
                } else {
                    said.weight(line, id);
                    weights.put(id, Long.parseLong(line.value()));
                }
            }
        }
        said.finish(members);
        said.warnings().forEach(settings::warn);
        if (!groups.isEmpty()) { // List the weights by id, as ZooKeeper does.
            members.values().stream()
                    .filter(member -> !member.observer())
                    .forEach(member -> weights.putIfAbsent(member.sid(), 1L));
        }
        return new EnsembleConfig(version, members, groups, weights);
    }

    private static List<Long> ids(String value) {
        List<Long> ids = new ArrayList<>();
        for (String id : value.split(":")) {
            ids.add(Long.parseLong(id));
        }
        return ids;
    }

    // server.realm is a Kerberos setting, not a member.
    static boolean isMember(String key) {
        return key.startsWith("server.") && !key.equals("server.realm");
    }

    static boolean isHierarchy(String key) {
        return key.startsWith("group") || key.startsWith("weight");
    }

    // A relative path is first looked up from the directory of the process, as in ZooKeeper, and then beside
    // zoo.cfg.
    private Path resolve(String file) {
        Path path = Path.of(file);
        if (!Files.exists(path) && configFile.isPresent()) {
            Path beside = configFile.get().toAbsolutePath().resolveSibling(file);
            return Files.exists(beside) ? beside : path;
        }
        return path;
    }

    private static void checkAllowedInDynamicFile(Setting setting) throws ConfigException {
        if (setting.key().equals("version")) {
            throw new ConfigException(setting.where() + ": dynamic file shouldn't have version inside");
        }
        if (!isMember(setting.key()) && !isHierarchy(setting.key())) {
            throw new ConfigException(setting.where() + ": Unrecognised parameter: " + setting.key()
                    + " (only server.N, group.N and weight.N belong in a dynamic config file)");
        }
    }

    private void requireMembers(Path file, List<Setting> lines) throws ConfigException {
        if (lines.stream().noneMatch(line -> isMember(line.key()))) {
            throw new ConfigException(file + " has no server.N line, and dynamicConfigFile ("
                    + settings.find("dynamicConfigFile").orElseThrow().where()
                    + ") says that the members are there: bring the lines back from another member's file");
        }
    }

    private static void checkHierarchy(Setting setting) throws ConfigException {
        String numbers = setting.key().startsWith("group") ? "-?\\d{1,18}(:-?\\d{1,18})*" : "\\d{1,9}";
        if (!setting.key().matches("(group|weight)\\.-?\\d{1,18}")
                || !setting.value().matches(numbers)) {
            throw setting.refuse("group.N=id:id:id and weight.N=number");
        }
    }
}
