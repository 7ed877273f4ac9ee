// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Compares a text line by line with patterns, and its end byte by byte. */
final class TextShape {
    private TextShape() {}

    /** Every line must match its pattern, and the last must end with a newline. */
    static void assertLines(String text, String... patterns) {
        assertThat(text).endsWith("\n");
        List<String> lines = text.substring(0, text.length() - 1).lines().toList();
        // lines() leaves out a trailing empty line.
        int blank = text.endsWith("\n\n") ? 1 : 0;
        assertThat(lines.size() + blank).as("lines of:%n%s", text).isEqualTo(patterns.length);
        for (int i = 0; i < patterns.length; i++) {
            assertThat(i < lines.size() ? lines.get(i) : "").matches(patterns[i]);
        }
    }
}
