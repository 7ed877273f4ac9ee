// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * All settings, from the file and from {@code -D} properties, by key and checked by type. The file wins over
 * properties. A reader that asks for a key marks it as understood. {@link #warnAboutTheRest} reports all
 * other keys.
 */
final class Settings {
    private final Map<String, Setting> written = new LinkedHashMap<>();
    private final Map<String, String> properties;
    private final Set<String> understood = new TreeSet<>();
    private final List<String> warnings = new ArrayList<>();

    /** @throws ConfigException when two settings contradict each other about members or data */
    Settings(List<Setting> settings, Map<String, String> properties) throws ConfigException {
        this.properties = new TreeMap<>(properties);
        warnings.addAll(RepeatedSettings.check(settings));
        for (Setting setting : settings) {
            written.put(setting.key(), setting);
        }
    }

    List<String> warnings() {
        return warnings;
    }

    void warn(String warning) {
        warnings.add(warning);
    }

    /** Returns the setting of this key, under any of its names and from any source. */
    Optional<Setting> find(String key) {
        List<String> names = new ArrayList<>(List.of(key));
        names.addAll(KeyNames.documentedNamesOf(key));
        boolean isNew = understood.addAll(names);
        List<Setting> found = new ArrayList<>();
        for (String name : names) {
            if (written.containsKey(name)) {
                found.add(written.get(name));
            }
        }
        for (String name : names) {
            if (properties.containsKey(KeyNames.PREFIX + name)) {
                found.add(property(KeyNames.PREFIX + name));
            }
            if (KeyNames.isBareProperty(name) && properties.containsKey(name)) {
                found.add(property(name));
            }
        }
        if (isNew) {
            warnAboutOthers(found);
        }
        return found.stream().findFirst();
    }

    // The warning does not show the values, which may be secret.
    private void warnAboutOthers(List<Setting> found) {
        for (int i = 1; i < found.size(); i++) {
            Setting winner = found.get(0);
            Setting other = found.get(i);
            if (!RepeatedSettings.isSame(winner, other)) {
                warn(winner.where() + ": " + winner.key() + " wins over " + other.where() + ": " + other.key()
                        + ", which says something else about the same");
            }
        }
    }

    private Setting property(String name) {
        return new Setting(name, properties.get(name).trim(), "-D" + name);
    }

    /** Returns all settings of the file with such a key, in the order written. */
    List<Setting> matching(Predicate<String> keys) {
        List<Setting> found = new ArrayList<>();
        for (Setting setting : written.values()) {
            if (keys.test(setting.key())) {
                understood.add(setting.key());
                found.add(setting);
            }
        }
        return found;
    }

    /** Returns all settings whose key starts with this prefix, also {@code -Dzookeeper.} properties. */
    List<Setting> startingWith(String prefix) {
        List<Setting> found = matching(key -> key.startsWith(prefix));
        for (String key : properties.keySet()) {
            if (key.startsWith(KeyNames.PREFIX + prefix)
                    && !written.containsKey(key.substring(KeyNames.PREFIX.length()))) {
                understood.add(key.substring(KeyNames.PREFIX.length()));
                found.add(property(key));
            }
        }
        return found;
    }

    /** @param what the thing counted, for the error: "milliseconds", "txns" */
    int intIn(String key, int absent, int min, int max, String what) throws ConfigException {
        return (int) longIn(key, absent, min, max, what);
    }

    long longIn(String key, long absent, long min, long max, String what) throws ConfigException {
        Optional<Setting> setting = find(key);
        if (setting.isEmpty()) {
            return absent;
        }
        String allowed = "a whole number from " + min + " to " + max + " (" + what + ")";
        long value;
        try {
            value = parse(key, setting.get().value());
        } catch (NumberFormatException e) {
            throw new ConfigException(setting.get().refuse(allowed).getMessage(), e);
        }
        if (value < min || value > max) {
            throw setting.get().refuse(allowed);
        }
        return value;
    }

    // Keys that ZooKeeper makes JVM properties may be hexadecimal (0x10) or octal (010). Its own keys may
    // only be decimal.
    private static long parse(String key, String value) {
        return KeyNames.isZooKeepersOwn(key) ? Long.parseLong(value) : Long.decode(value);
    }

    double doubleIn(String key, double absent, double min, double max) throws ConfigException {
        Optional<Setting> setting = find(key);
        if (setting.isEmpty()) {
            return absent;
        }
        String allowed = "a number from " + min + " to " + max;
        try {
            double value = Double.parseDouble(setting.get().value());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new ConfigException(setting.get().refuse(allowed).getMessage(), e);
        }
        throw setting.get().refuse(allowed);
    }

    boolean bool(String key, boolean absent) throws ConfigException {
        return choice(key, absent, "true", "false");
    }

    boolean yesNo(String key, boolean absent) throws ConfigException {
        return choice(key, absent, "yes", "no");
    }

    private boolean choice(String key, boolean absent, String yes, String no) throws ConfigException {
        Optional<Setting> setting = find(key);
        if (setting.isEmpty()) {
            return absent;
        }
        String value = setting.get().value().toLowerCase(Locale.ROOT);
        if (!value.equals(yes) && !value.equals(no)) {
            throw setting.get().refuse(yes + " or " + no);
        }
        return value.equals(yes);
    }

    Optional<String> text(String key) {
        return find(key).map(Setting::value);
    }

    /** Returns a value that is not empty, if the key is set. */
    Optional<String> word(String key) throws ConfigException {
        Optional<Setting> setting = find(key);
        if (setting.isPresent() && setting.get().value().isEmpty()) {
            throw setting.get().refuse("any value that is not empty");
        }
        return setting.map(Setting::value);
    }

    /** Returns the parts of a comma-separated value, in the order written. Blank parts are dropped. */
    Optional<List<String>> list(String key) {
        return text(key).map(value -> {
            List<String> items = new ArrayList<>();
            for (String item : value.split(",")) {
                if (!item.isBlank()) {
                    items.add(item.trim());
                }
            }
            return items;
        });
    }

    /** Adds one warning for each key that no reader asked for, or whose value is checked but not used. */
    void warnAboutTheRest() {
        for (Setting setting : written.values()) {
            if (!understood.contains(setting.key()) || KeyNames.isOnlyChecked(setting.key())) {
                warn(setting.where() + ": " + KeyNames.whyNoEffect(setting.key()));
            }
        }
        for (String property : properties.keySet()) {
            if (property.startsWith(KeyNames.PREFIX)) {
                String key = property.substring(KeyNames.PREFIX.length());
                boolean idle = !understood.contains(key) || KeyNames.isOnlyChecked(key);
                if (idle && !KeyNames.isForClientsOrLogging(key)) {
                    warn("-D" + property + ": " + KeyNames.whyNoEffect(key));
                }
            }
        }
    }
}
