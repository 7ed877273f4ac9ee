// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

/** The rules for paths that clients may create. */
final class Paths {
    private static final int SEQUENCE_DIGITS = 10;

    private Paths() {}

    /** @return whether a znode may have this path; not every operation checks this */
    static boolean isValid(String path) {
        if (path == null || path.isEmpty() || path.charAt(0) != '/') {
            return false;
        }
        int length = path.length();
        if (length == 1) {
            return true;
        }
        int start = 1;
        for (int i = 1; i <= length; i++) {
            char c = i < length ? path.charAt(i) : '/';
            if (c == '/') {
                if (!isValidName(path, start, i)) {
                    return false;
                }
                start = i + 1;
            } else if (isForbidden(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isValidName(String path, int start, int end) {
        int length = end - start;
        boolean dot = length == 1 && path.charAt(start) == '.';
        boolean dots = length == 2 && path.charAt(start) == '.' && path.charAt(start + 1) == '.';
        return length > 0 && !dot && !dots;
    }

    // Forbidden are control characters, surrogates, the private use area, and the specials block.
    private static boolean isForbidden(char c) {
        return c <= 0x1f || c >= 0x7f && (c <= 0x9f || c >= 0xd800 && c <= 0xf8ff || c >= 0xfff0);
    }

    /** @return whether this path can name a child of any znode; this is the weakest check and comes first */
    static boolean hasParent(String path) {
        return path.indexOf('/') >= 0 && path.indexOf('\0') < 0;
    }

    /** @return the text before the last slash, "/" for children of the root; the path must contain a slash */
    static String parentOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash == 0 ? "/" : path.substring(0, slash);
    }

    /**
     * @param created how many children the parent has ever had
     * @return {@code prefix} followed by this number in ten digits
     */
    static String sequential(String prefix, int created) {
        if (created < 0) {
            return prefix + String.format("%010d", created);
        }
        String digits = Integer.toString(created);
        return prefix + "0".repeat(SEQUENCE_DIGITS - digits.length()) + digits;
    }
}
