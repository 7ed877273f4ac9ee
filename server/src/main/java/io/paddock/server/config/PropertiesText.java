// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The text format of {@link java.util.Properties}, read so that each entry knows its line. Comments begin
 * with {@code #} or {@code !}. Between key and value stands {@code =}, {@code :} or white space. A backslash
 * at the end of a line continues it. The escapes are {@code \n \t \r \f \}{@code uXXXX}. The scripts read the
 * same text by the same rules in {@code bin/zkConfig.sh}: change both together.
 */
final class PropertiesText {
    private final String file;
    private final String text;
    private final List<Setting> settings = new ArrayList<>();
    private int position;
    private int line;

    private PropertiesText(String file, String text) {
        this.file = file;
        this.text = text;
    }

    /**
     * Returns all entries in file order. Keys and values are trimmed, as in ZooKeeper. A key may occur more
     * than once.
     */
    static List<Setting> parse(String file, String text) throws ConfigException {
        PropertiesText parser = new PropertiesText(file, text);
        while (parser.position < text.length()) {
            parser.readEntry();
        }
        return parser.settings;
    }

    /** Returns the text without the entries that have such a key. Comments and blank lines stay. */
    static String without(String text, Predicate<String> keys) throws ConfigException {
        PropertiesText parser = new PropertiesText("", text);
        StringBuilder kept = new StringBuilder();
        while (parser.position < text.length()) {
            int from = parser.position;
            parser.settings.clear();
            parser.readEntry();
            if (parser.settings.isEmpty() || !keys.test(parser.settings.get(0).key())) {
                kept.append(text, from, parser.position);
            }
        }
        return kept.toString();
    }

    private void readEntry() throws ConfigException {
        String natural = nextNaturalLine();
        int firstLine = line;
        String logical = withoutLeadingBlanks(natural);
        if (logical.isEmpty() || logical.charAt(0) == '#' || logical.charAt(0) == '!') {
            return;
        }
        while (endsWithOddBackslashes(logical)) {
            logical = logical.substring(0, logical.length() - 1);
            if (logical.isEmpty()) {
                // A lone backslash continues nothing. The next line may be a comment again, as in
                // java.util.Properties.
                return;
                // java.util.Properties.
            }
            if (position >= text.length()) {
                break;
            }
            logical += withoutLeadingBlanks(nextNaturalLine());
        }
        int keyEnd = endOfKey(logical);
        String where = file + ", line " + firstLine;
        String key = unescape(logical.substring(0, keyEnd), where).trim();
        String value = unescape(logical.substring(startOfValue(logical, keyEnd)), where)
                .trim();
        if (key.isEmpty()) {
            throw new ConfigException(where + ": no key before \"" + value + "\": write key=value");
        }
        settings.add(new Setting(key, value, where));
    }

    private String nextNaturalLine() {
        int end = position;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        String natural = text.substring(position, end);
        boolean crlf = text.startsWith("\r\n", end);
        position = Math.min(text.length(), end + (crlf ? 2 : 1));
        line++;
        return natural;
    }

    private static boolean endsWithOddBackslashes(String s) {
        int backslashes = 0;
        while (backslashes < s.length() && s.charAt(s.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    private static int endOfKey(String logical) {
        int i = 0;
        while (i < logical.length()) {
            char c = logical.charAt(i);
            if (c == '=' || c == ':' || isBlank(c)) {
                return i;
            }
            i += c == '\\' ? 2 : 1;
        }
        return logical.length();
    }

    private static int startOfValue(String logical, int keyEnd) {
        int i = skipBlanks(logical, keyEnd);
        if (i < logical.length() && (logical.charAt(i) == '=' || logical.charAt(i) == ':')) {
            i = skipBlanks(logical, i + 1);
        }
        return i;
    }

    private static int skipBlanks(String s, int from) {
        int i = from;
        while (i < s.length() && isBlank(s.charAt(i))) {
            i++;
        }
        return i;
    }

    private static String withoutLeadingBlanks(String natural) {
        return natural.substring(skipBlanks(natural, 0));
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\f';
    }

    private static String unescape(String s, String where) throws ConfigException {
        if (s.indexOf('\\') < 0) {
            return s;
        }
        StringBuilder out = new StringBuilder(s.length());
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c != '\\' || i + 1 == s.length()) {
                out.append(c);
                continue;
            }
            c = s.charAt(++i);
            switch (c) {
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case 'r' -> out.append('\r');
                case 'f' -> out.append('\f');
                case 'u' -> {
                    out.append(unicode(s, i + 1, where));
                    i += 4;
                }
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    private static char unicode(String s, int from, String where) throws ConfigException {
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = i < s.length() ? Character.digit(s.charAt(i), 16) : -1;
            if (digit < 0) {
                throw new ConfigException(
                        where + ": \\u needs four hexadecimal digits after it (a path separator is written /)");
            }
            value = value * 16 + digit;
        }
        return (char) value;
    }
}
