// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Rewrites the text of a zoo.cfg whose members have moved to a file of their own. */
final class StaticConfigText {
    private static final String POINTER = "dynamicConfigFile";
    private static final Set<String> MOVED = Set.of("peerType", POINTER);
    private static final Set<String> MOVED_WITH_PORT = Set.of("clientPort", "clientPortAddress");

    private StaticConfigText() {}

    /**
     * Returns the same settings, comments and order, without those that the members' file has now.
     *
     * @param portMoved whether the members' file says where this server's clients connect
     * @throws IOException when the text cannot be taken apart in this way
     */
    static String pointingTo(Path members, String text, boolean portMoved) throws IOException {
        try {
            String kept = PropertiesText.without(text, key -> isMoved(key, portMoved));
            String separator = kept.isEmpty() || kept.endsWith("\n") ? "" : "\n";
            String result = kept + separator + POINTER + "=" + escaped(members.toString()) + "\n";
            List<Setting> expected = new ArrayList<>();
            for (Setting setting : settings(text)) {
                if (!isMoved(setting.key(), portMoved)) {
                    expected.add(setting);
                }
            }
            expected.add(new Setting(POINTER, members.toString(), ""));
            if (!settings(result).equals(expected)) {
                throw new IOException("the settings would not be the same afterwards");
            }
            return result;
        } catch (ConfigException e) {
            throw new IOException("it is not the file that was read at start", e);
        }
    }

    private static boolean isMoved(String key, boolean portMoved) {
        return MembershipReader.isMember(key)
                || MembershipReader.isHierarchy(key)
                || MOVED.contains(key)
                || portMoved && MOVED_WITH_PORT.contains(key);
    }

    private static List<Setting> settings(String text) throws ConfigException {
        List<Setting> settings = new ArrayList<>();
        for (Setting setting : PropertiesText.parse("zoo.cfg", text)) {
            settings.add(new Setting(setting.key(), setting.value(), ""));
        }
        return settings;
    }

    private static String escaped(String path) {
        StringBuilder out = new StringBuilder();
        for (char c : path.toCharArray()) {
            if (c == '\\') {
                out.append("\\\\");
            } else if (c < ' ' || c > '~') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
