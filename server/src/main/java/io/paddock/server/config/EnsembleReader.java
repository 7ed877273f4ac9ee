// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import io.paddock.server.config.Ensemble.Member;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Reads who is a member, from zoo.cfg or from the dynamic file it points to, and decides whether that is an ensemble. */
final class EnsembleReader {
    private final Settings settings;
    private final Optional<Path> configFile;

    EnsembleReader(Settings settings, Optional<Path> configFile) {
        this.settings = settings;
        this.configFile = configFile;
    }

    Ensemble read() throws ConfigException {
        boolean standaloneEnabled = settings.bool("standaloneEnabled", true);
        int initLimit = settings.intIn("initLimit", 0, 0, Integer.MAX_VALUE, "ticks");
        int syncLimit = settings.intIn("syncLimit", 0, 0, Integer.MAX_VALUE, "ticks");
        if (settings.intIn("electionAlg", 3, Integer.MIN_VALUE, Integer.MAX_VALUE, "algorithm") != 3) {
            throw settings.find("electionAlg").orElseThrow().refuse("Invalid electionAlg value. Only 3 is supported.");
        }
        Optional<Setting> peerType = settings.find("peerType");
        if (peerType.isPresent() && !peerType.get().value().matches("(?i)observer|participant")) {
            throw peerType.get()
                    .refuse("Unrecognised peertype: " + peerType.get().value() + "; choose participant or observer");
        }
        TreeMap<Long, Member> members = members();
        Ensemble counted = new Ensemble(members, false, initLimit, syncLimit);
        boolean distributed = isDistributed(counted, standaloneEnabled);
        if (distributed && initLimit == 0) {
            throw new ConfigException("initLimit is not set");
        }
        if (distributed && syncLimit == 0) {
            throw new ConfigException("syncLimit is not set");
        }
        return new Ensemble(members, distributed, initLimit, syncLimit);
    }

    private TreeMap<Long, Member> members() throws ConfigException {
        List<Setting> lines = settings.matching(EnsembleReader::isMember);
        List<Setting> hierarchy = settings.matching(EnsembleReader::isHierarchy);
        Optional<String> dynamicFile = settings.word("dynamicConfigFile");
        if (dynamicFile.isPresent()) {
            lines.addAll(hierarchy);
            if (!lines.isEmpty()) {
                throw new ConfigException(lines.get(0).where() + ": parameter: "
                        + lines.get(0).key() + " must be in a separate dynamic config file");
            }
            for (Setting setting : ConfigFile.settings(resolve(dynamicFile.get()))) {
                checkAllowedInDynamicFile(setting);
                (isMember(setting.key()) ? lines : hierarchy).add(setting);
            }
        }
        for (Setting setting : hierarchy) {
            checkHierarchy(setting);
        }
        TreeMap<Long, Member> members = new TreeMap<>();
        for (Setting line : lines) {
            Member member = new ServerLine(line).read();
            members.put(member.id(), member);
        }
        return members;
    }

    // server.realm is a Kerberos setting, not a member.
    private static boolean isMember(String key) {
        return key.startsWith("server.") && !key.equals("server.realm");
    }

    private static boolean isHierarchy(String key) {
        return key.startsWith("group") || key.startsWith("weight");
    }

    // A relative path is meant from where the process runs, as for ZooKeeper; next to zoo.cfg is the second guess.
    private Path resolve(String file) {
        Path path = Path.of(file);
        if (!path.toFile().exists() && configFile.isPresent()) {
            Path beside = configFile.get().toAbsolutePath().resolveSibling(file);
            return beside.toFile().exists() ? beside : path;
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

    private static void checkHierarchy(Setting setting) throws ConfigException {
        String numbers = setting.key().startsWith("group") ? "-?\\d+(:-?\\d+)*" : "\\d+";
        if (!setting.key().matches("(group|weight)\\.-?\\d+")
                || !setting.value().matches(numbers)) {
            throw setting.refuse("group.N=id:id:id and weight.N=number");
        }
    }

    private boolean isDistributed(Ensemble ensemble, boolean standaloneEnabled) throws ConfigException {
        int voters = ensemble.voters();
        int observers = ensemble.members().size() - voters;
        if (voters == 0) {
            if (observers > 0) {
                throw new ConfigException("Observers w/o participants is an invalid configuration");
            }
            if (!standaloneEnabled) {
                throw new ConfigException("standaloneEnabled = false then number of participants should be >0");
            }
            return false;
        }
        if (voters == 1 && standaloneEnabled) {
            if (observers > 0) {
                throw new ConfigException("Observers w/o quorum is an invalid configuration");
            }
            settings.warn("Invalid configuration, only one server specified (ignoring): running standalone");
            return false;
        }
        return true;
    }

    /** The client address that the server's own line gives. With one member and no myid, that member is meant. */
    static Optional<Ensemble.HostPort> ownClientAddress(Ensemble ensemble, OptionalLong myId) {
        Map<Long, Member> members = ensemble.members();
        Member own = myId.isPresent() ? members.get(myId.getAsLong()) : null;
        if (own == null && members.size() == 1 && !ensemble.distributed()) {
            own = members.values().iterator().next();
        }
        return own == null ? Optional.empty() : own.client();
    }
}
