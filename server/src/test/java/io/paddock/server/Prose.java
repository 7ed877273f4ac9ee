// SPDX-License-Identifier: Apache-2.0
package io.paddock.server;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The prose of a file: comments and string literals of Java, comments and output of scripts, text of
 * documents. It has one entry a line.
 */
final class Prose {
    /** @param number counted from 1 */
    record Line(int number, String text) {}

    private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    private Prose() {}

    /** Comments, and the contents of string literals, of Java source. */
    static List<Line> ofJava(String source) {
        List<Line> prose = new ArrayList<>();
        boolean isInBlock = false;
        int number = 0;
        for (String line : source.split("\n", -1)) {
            number++;
            if (isInBlock) {
                prose.add(new Line(number, line));
                isInBlock = !line.contains("*/");
                continue;
            }
            int comment = commentStart(line);
            String code = comment < 0 ? line : line.substring(0, comment);
            Matcher strings = STRING.matcher(code);
            while (strings.find()) {
                prose.add(new Line(number, strings.group(1)));
            }
            if (comment >= 0) {
                prose.add(new Line(number, line.substring(comment)));
                isInBlock = line.startsWith("/*", comment) && !line.contains("*/");
            }
        }
        return prose;
    }

    /** Every line of a document or of a script. */
    static List<Line> ofText(String text) {
        List<Line> prose = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            prose.add(new Line(++number, line));
        }
        return prose;
    }

    // The column where // or /* begins outside of a string literal, or -1.
    private static int commentStart(String line) {
        boolean isInString = false;
        for (int i = 0; i < line.length() - 1; i++) {
            char c = line.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                isInString = !isInString;
            } else if (c == '\'' && !isInString) {
                i = Math.max(i, line.indexOf('\'', line.charAt(i + 1) == '\\' ? i + 3 : i + 2));
            } else if (!isInString && c == '/' && (line.charAt(i + 1) == '/' || line.charAt(i + 1) == '*')) {
                return i;
            }
        }
        return -1;
    }
}
