// SPDX-License-Identifier: Apache-2.0
package io.paddock.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Phrases that the product's prose does not use. Each has advice what to write instead. */
record PlainWords(List<Phrase> phrases) {
    record Phrase(Pattern pattern, String advice) {}

    static PlainWords read() throws IOException {
        try (InputStream in = PlainWords.class.getResourceAsStream("plain-words.txt")) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static PlainWords parse(String text) {
        List<Phrase> phrases = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split(" => ", 2);
            if (parts.length != 2) {
                throw new IllegalArgumentException("not \"phrase => advice\": " + line);
            }
            phrases.add(new Phrase(Pattern.compile(parts[0], Pattern.CASE_INSENSITIVE), parts[1]));
        }
        return new PlainWords(phrases);
    }

    /** One sentence for each phrase that a line contains: place, phrase, advice. */
    List<String> faults(String file, List<Prose.Line> prose) {
        List<String> faults = new ArrayList<>();
        for (Prose.Line line : prose) {
            for (Phrase each : phrases) {
                var matcher = each.pattern().matcher(line.text());
                if (matcher.find()) {
                    faults.add(
                            "%s:%d: \"%s\": write: %s".formatted(file, line.number(), matcher.group(), each.advice()));
                }
            }
        }
        return faults;
    }
}
