// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.server.EmbeddedServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which clients may ask which words. All clients here connect from loopback. */
class WhitelistTest {
    private static final List<String> HARMLESS = List.of(
            "conf", "cons", "dirs", "dump", "envi", "gtmk", "hash", "isro", "mntr", "ruok", "srvr", "stat", "wchs");
    private static final List<String> OTHERS = List.of("crst", "srst", "stmk", "wchc", "wchp");

    @Test
    void harmlessWordsFromLoopbackAreAnsweredByDefault() {
        try (EmbeddedServer server = EmbeddedServer.start()) {
            Asking asking = new Asking(server.port());
            assertThat(HARMLESS).allSatisfy(word -> assertThat(asking.ask(word)).doesNotContain("whitelist"));
            assertThat(OTHERS).allSatisfy(word -> assertThat(asking.ask(word)).isEqualTo(refusal(word)));
        }
    }

    @Test
    void inStrictModeOnlySrvrIsAnsweredByDefault() {
        try (EmbeddedServer server = EmbeddedServer.start(Map.of("paddock.compat", "strict"))) {
            Asking asking = new Asking(server.port());
            assertThat(asking.ask("srvr")).startsWith("Zookeeper version: ");
            assertThat(HARMLESS)
                    .filteredOn(word -> !word.equals("srvr"))
                    .allSatisfy(word -> assertThat(asking.ask(word)).isEqualTo(refusal(word)));
            assertThat(OTHERS).allSatisfy(word -> assertThat(asking.ask(word)).isEqualTo(refusal(word)));
        }
    }

    @Test
    void whitelistAllowsExactlyItsWordsAndSrvr() {
        try (EmbeddedServer server = EmbeddedServer.start(Map.of("4lw.commands.whitelist", " ruok , crst"))) {
            Asking asking = new Asking(server.port());
            assertThat(asking.ask("ruok")).isEqualTo("imok");
            assertThat(asking.ask("crst")).isEqualTo("Connection stats reset.\n");
            assertThat(asking.ask("srvr")).startsWith("Zookeeper version: ");
            assertThat(asking.ask("mntr")).isEqualTo(refusal("mntr"));
        }
    }

    @Test
    void readOnlyModeAllowsIsro() {
        try (EmbeddedServer server =
                EmbeddedServer.start(Map.of("4lw.commands.whitelist", "ruok", "readonlymode.enabled", "true"))) {
            assertThat(new Asking(server.port()).ask("isro")).isEqualTo("rw");
        }
    }

    private static String refusal(String word) {
        return word + " is not executed because it is not in the whitelist.\n";
    }
}
