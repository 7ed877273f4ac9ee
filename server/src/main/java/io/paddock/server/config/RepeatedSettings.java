// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds settings that are written twice. ZooKeeper silently takes the last one. Here a repetition with the
 * same meaning is accepted. A different value is refused if it concerns members or data. Otherwise the last
 * one wins, with a warning: templates append lines to override earlier ones.
 */
final class RepeatedSettings {
    private static final Set<String> PLACES = Set.of("dataDir", "dataLogDir", "dynamicConfigFile");
    private static final Pattern NUMBERED = Pattern.compile("(server|group|weight)\\.([+-]?\\d{1,18})");
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,18}");
    private static final Pattern CHOICE = Pattern.compile("(?i)true|false|yes|no");

    private RepeatedSettings() {}

    /**
     * Compares the settings of one file.
     *
     * @return a warning for each setting that replaces an earlier one
     * @throws ConfigException when two of them contradict each other about members or data
     */
    static List<String> check(List<Setting> written) throws ConfigException {
        Map<String, Setting> earlier = new HashMap<>();
        List<String> warnings = new ArrayList<>();
        for (Setting setting : written) {
            Setting before = earlier.put(meaningOf(setting.key()), setting);
            if (before == null || before.key().equals(setting.key()) && isSame(before, setting)) {
                continue;
            }
            if (isAboutMembers(setting.key()) || PLACES.contains(setting.key())) {
                throw new ConfigException(setting.where() + ": " + setting.key() + "=" + setting.value()
                        + " contradicts " + before.where() + ": " + before.key() + "=" + before.value()
                        + ". Remove one of the two lines");
            }
            warnings.add(setting.where() + ": " + setting.key() + " was already set at " + before.where()
                    + "; the later one wins");
        }
        return warnings;
    }

    /**
     * @return whether two settings of the same key mean the same, in any spelling of numbers, choices, paths
     *   and addresses
     */
    static boolean isSame(Setting one, Setting other) {
        String a = one.value();
        String b = other.value();
        if (a.equals(b)) {
            return true;
        }
        if (NUMBER.matcher(a).matches() && NUMBER.matcher(b).matches()) {
            return Long.parseLong(a) == Long.parseLong(b);
        }
        if (CHOICE.matcher(a).matches()) {
            return a.equalsIgnoreCase(b);
        }
        if (MembershipReader.isMember(one.key())) {
            return isSameMember(one, other);
        }
        return PLACES.contains(one.key()) && isSamePath(a, b);
    }

    private static boolean isSameMember(Setting one, Setting other) {
        try {
            return new ServerLine(one).read().equals(new ServerLine(other).read());
        } catch (ConfigException e) {
            return false; // The reader of the members reports what is wrong with the line.
        }
    }

    private static boolean isSamePath(String a, String b) {
        try {
            return Path.of(a)
                    .toAbsolutePath()
                    .normalize()
                    .equals(Path.of(b).toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static boolean isAboutMembers(String key) {
        return MembershipReader.isMember(key) || MembershipReader.isHierarchy(key);
    }

    // server.01 means server.1.
    private static String meaningOf(String key) {
        Matcher numbered = NUMBERED.matcher(key);
        return numbered.matches() ? numbered.group(1) + "." + Long.parseLong(numbered.group(2)) : key;
    }
}
