// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes of all live objects in another JVM after a full collection there: the sum that {@code jcmd PID
 * GC.class_histogram} shows.
 */
final class LiveHeap {
    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)\\s*");

    private final String jcmd;

    LiveHeap(String jcmd) {
        this.jcmd = jcmd;
    }

    long bytes(long pid) throws IOException {
        Process process = new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return total(out.lines().toList());
        }
    }

    static long total(List<String> histogram) {
        for (int i = histogram.size() - 1; i >= 0; i--) {
            Matcher total = TOTAL.matcher(histogram.get(i));
            if (total.matches()) {
                return Long.parseLong(total.group(1));
            }
        }
        throw new IllegalStateException("jcmd gave no class histogram but: " + String.join("\n", histogram));
    }
}
