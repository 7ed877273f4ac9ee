// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.e2e.harness.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is handed out. */
class DistributionTest {
    private static final Pattern NAME_IN_LIST = Pattern.compile("`([A-Za-z][A-Za-z0-9-]*)`");

    @Test
    void namesAllSoftwareOfOthersThatIsInIt() throws IOException {
        Set<String> jars = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Layout.distribution().resolve("lib"))) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar") && !name.startsWith("paddock-"))
                    .forEach(name -> jars.add(name.replaceFirst("-\\d.*", "")));
        }
        Set<String> listed = new TreeSet<>();
        Files.readAllLines(Layout.distribution().resolve("docs/third-party.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(0, line.indexOf('|', 1)))
                .forEach(cell -> {
                    Matcher name = NAME_IN_LIST.matcher(cell);
                    while (name.find()) {
                        listed.add(name.group(1));
                    }
                });
        assertThat(listed).isEqualTo(jars);
    }

    @Test
    void hasTheLicensesThatItHasToHave() {
        for (String file : new String[] {
            "LICENSE",
            "NOTICE",
            "docs/licenses/BSD-3-Clause.txt",
            "docs/licenses/LGPL-2.1.txt",
            "docs/licenses/MIT-slf4j.txt"
        }) {
            assertThat(Layout.distribution().resolve(file)).isNotEmptyFile();
        }
    }
}
