// SPDX-License-Identifier: Apache-2.0
package io.paddock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Comments, log lines, scripts and docs are in plain English: CONTRIBUTING.md has the rules, plain-words.txt the phrases. */
class PlainWordsTest {
    private static final Path TOP = Path.of("..");

    @Test
    void noProseUsesAPhraseOfTheList() throws IOException {
        PlainWords words = PlainWords.read();
        Map<String, List<String>> faults = new TreeMap<>();
        int files = 0;
        for (Path file : files()) {
            String name = TOP.relativize(file).toString();
            String text = Files.readString(file);
            List<String> found = words.faults(name, name.endsWith(".java") ? Prose.ofJava(text) : Prose.ofText(text));
            faults.computeIfAbsent(partOf(name), part -> new ArrayList<>()).addAll(found);
            files++;
        }
        assertThat(files).as("files read").isGreaterThan(600);
        List<String> over = new ArrayList<>();
        faults.forEach((part, found) -> {
            if (!found.isEmpty()) {
                over.add("%s: %d places".formatted(part, found.size()));
                over.addAll(found);
            }
        });
        assertThat(over).as("see docs/words.md").isEmpty();
    }

    @Test
    void aPhraseInACommentOrInAStringIsFound() {
        PlainWords words = PlainWords.parse("\\banew\\b => again\n");
        String source = """
                int anew = 1; // begins anew
                /**
                 * Starts anew.
                 */
                log.warn("elected anew, {}", 'a');
                """;
        assertThat(words.faults("A.java", Prose.ofJava(source)))
                .containsExactly(
                        "A.java:1: \"anew\": write: again",
                        "A.java:3: \"anew\": write: again",
                        "A.java:5: \"anew\": write: again");
    }

    @Test
    void codeIsNotProse() {
        PlainWords words = PlainWords.parse("\\banew\\b => again\n");
        assertThat(words.faults("A.java", Prose.ofJava("int anew = '\"' + anew; char c = '\\'';\n")))
                .isEmpty();
    }

    private static String partOf(String name) {
        String top = name.substring(0, Math.max(0, name.indexOf('/')));
        boolean isTest = name.contains("src/test/");
        return switch (top) {
            case "" -> "pages at the top";
            case "src" -> name.startsWith("src/bench") ? "src/bench" : "src/test";
            case "protocol", "storage", "zab", "server" -> top + (isTest ? " tests" : "");
            default -> top;
        };
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String top : List.of("protocol", "storage", "zab", "server", "src", "bin", "conf", "docs")) {
            try (Stream<Path> all = Files.walk(TOP.resolve(top))) {
                all.filter(PlainWordsTest::isProse).forEach(files::add);
            }
        }
        try (Stream<Path> all = Files.list(TOP)) {
            all.filter(file -> file.toString().endsWith(".md")).forEach(files::add);
        }
        return files;
    }

    private static boolean isProse(Path file) {
        String name = TOP.relativize(file).toString();
        return !name.contains("/target/")
                && !name.contains("PlainWordsTest")
                && name.matches(".*\\.(java|md|sh|cfg)|bin/dev");
    }
}
