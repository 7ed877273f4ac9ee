// SPDX-License-Identifier: Apache-2.0
package io.paddock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class SeenPackagesTest {
    private static final String TEXT = """
            /**
             * Sessions.
             *
             * <p>Door: {@link Session}. Sees: protocol.*, zab.door,
             * storage.tree. Threads: core.
             */
            """;

    @Test
    void readsASentenceThatIsBrokenOverTwoLines() {
        assertThat(SeenPackages.parse(TEXT).names()).containsExactly("protocol.*", "zab.door", "storage.tree");
    }

    @Test
    void readsNothingAsAnEmptyList() {
        assertThat(SeenPackages.parse("/** Sees: nothing. */").names()).isEmpty();
    }

    @Test
    void namesAUsedPackageThatIsNotStated() {
        Set<String> used = Set.of("io.paddock.protocol.jute", "io.paddock.zab.leader");
        assertThat(SeenPackages.parse(TEXT).missing(used)).containsExactly("io.paddock.zab.leader");
    }

    @Test
    void namesAStatedPackageThatIsNotUsed() {
        Set<String> used = Set.of("io.paddock.protocol", "io.paddock.zab.door");
        assertThat(SeenPackages.parse(TEXT).unused(used)).containsExactly("storage.tree");
    }

    @Test
    void refusesATextWithoutTheSentence() {
        assertThatThrownBy(() -> SeenPackages.parse("/** Sees much. */"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Sees:");
    }
}
