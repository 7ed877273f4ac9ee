// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NameBytesTest {
    private static final List<String> NAMES = List.of(
            "",
            "a",
            "plain-name",
            "Grüße",
            "名前",
            "a\u07ffb\u0800c\uffff",
            "\u0000x",
            "\ud83d\ude00 smile",
            "half \ud83d");

    @Test
    void everyStringIsReadBackUnchanged() {
        for (String name : NAMES) {
            byte[] bytes = encode(name);
            assertThat(bytes.length).isEqualTo(NameBytes.length(name, 0, name.length()));
            assertThat(NameBytes.decode(bytes, bytes.length)).isEqualTo(name);
        }
    }

    @Test
    void isUtf8WithoutSurrogates() {
        for (String name : NAMES.subList(0, 7)) {
            assertThat(encode(name)).isEqualTo(name.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void comparesAndHashesTextInPlace() {
        for (String name : NAMES) {
            byte[] bytes = encode(name);
            String within = "/é" + name + "/z";
            int to = 2 + name.length();
            assertThat(NameBytes.hash(within, 2, to)).isEqualTo(NameBytes.hash(bytes, bytes.length));
            for (String other : NAMES) {
                byte[] others = encode(other);
                assertThat(NameBytes.same(others, others.length, within, 2, to)).isEqualTo(name.equals(other));
                byte[] longer = Arrays.copyOf(others, others.length + 5);
                assertThat(NameBytes.same(longer, others.length, within, 2, to)).isEqualTo(name.equals(other));
            }
        }
    }

    private static byte[] encode(String name) {
        byte[] out = new byte[3 * name.length()];
        return Arrays.copyOf(out, NameBytes.encode(name, 0, name.length(), out, 0));
    }
}
