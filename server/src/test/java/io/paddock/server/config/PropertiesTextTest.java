// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PropertiesTextTest {
    @Test
    void eachEntryHasTheLineOnWhichItStarts() throws Exception {
        String text =
                "# head\n\n  tickTime = 2000\r\n! also a comment\rdataDir:/data\\\n   /zk\nbare\nkey with blanks\n";
        assertThat(PropertiesText.parse("zoo.cfg", text))
                .containsExactly(
                        new Setting("tickTime", "2000", "zoo.cfg, line 3"),
                        new Setting("dataDir", "/data/zk", "zoo.cfg, line 5"),
                        new Setting("bare", "", "zoo.cfg, line 7"),
                        new Setting("key", "with blanks", "zoo.cfg, line 8"));
    }

    @Test
    void readsTheSameAsJavaUtilProperties() throws Exception {
        Random random = new Random(7);
        Iterator<String> written = ZooCfgTexts.written().values().iterator();
        for (int round = 0; round < 20_000; round++) {
            String text = written.hasNext() ? written.next() : ZooCfgTexts.random(random);
            Properties expected = new Properties();
            try {
                expected.load(new StringReader(text));
            } catch (IllegalArgumentException e) {
                continue; // This would be no valid escape.
            }
            Map<String, String> trimmed = new LinkedHashMap<>();
            boolean emptyKey = false;
            for (String key : expected.stringPropertyNames()) {
                emptyKey |= key.trim().isEmpty();
                trimmed.put(key.trim(), expected.getProperty(key).trim());
            }
            if (emptyKey || trimmed.size() != expected.size()) {
                continue;
            }
            Map<String, String> read = new LinkedHashMap<>();
            for (Setting setting : PropertiesText.parse("f", text)) {
                read.put(setting.key(), setting.value());
            }
            assertThat(read).as(text).isEqualTo(trimmed);
        }
    }

    @Test
    void unicodeEscapesAreDecodedOrRefusedWithTheirLine() throws Exception {
        assertThat(PropertiesText.parse("f", "a=\\u0041B")).isEqualTo(List.of(new Setting("a", "AB", "f, line 1")));
        assertThatThrownBy(() -> PropertiesText.parse("f", "x=1\ndataDir=C:\\users"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("f, line 2: \\u needs four hexadecimal digits");
    }

    @Test
    void aLineWithoutKeyIsRefused() {
        assertThatThrownBy(() -> PropertiesText.parse("f", "\n=2000"))
                .hasMessageContaining("f, line 2: no key before \"2000\"");
    }
}
