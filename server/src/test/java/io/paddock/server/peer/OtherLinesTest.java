// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.Payload;
import io.paddock.protocol.quorum.EnsembleConfig;
import org.junit.jupiter.api.Test;

/** What the log reports about servers that have other server lines. */
class OtherLinesTest {
    private static final EnsembleConfig OWN = lines(1, 2, 3);

    private final OtherLines otherLines = new OtherLines();

    private static EnsembleConfig lines(long... sids) {
        StringBuilder text = new StringBuilder();
        for (long sid : sids) {
            text.append("server.").append(sid).append("=10.0.0.").append(sid).append(":1:2:participant\n");
        }
        return EnsembleConfig.parse(text.toString());
    }

    @Test
    void serverWithOneMoreLineIsLoggedOnceAMinute() {
        Payload four = lines(1, 2, 3, 4).payload();
        assertThat(otherLines.news(4, four, OWN, 0))
                .contains("server.4 goes by the members [1, 2, 3, 4], this member by [1, 2, 3]:"
                        + " restart the one that has the old lines");
        assertThat(otherLines.news(4, four, OWN, 59_999)).isEmpty();
        assertThat(otherLines.news(1, four, OWN, 59_999)).isPresent();
        assertThat(otherLines.news(4, four, OWN, 60_000)).isPresent();
    }

    @Test
    void warnsAboutLinesThatCouldElectASecondLeader() {
        assertThat(otherLines.news(2, lines(1, 2, 4).payload(), OWN, 0)).hasValueSatisfying(text -> assertThat(text)
                .contains("differ by more than one voter")
                .contains("Change one member at a time"));
    }

    @Test
    void sameMembersWrittenDifferentlyAreNotLogged() {
        EnsembleConfig moved = EnsembleConfig.parse(OWN.text().replace("10.0.0.1:1", "0.0.0.0:5"));
        assertThat(otherLines.news(2, OWN.payload(), OWN, 0)).isEmpty();
        assertThat(otherLines.news(2, moved.payload(), OWN, 0)).isEmpty();
        assertThat(otherLines.news(2, null, OWN, 0)).isEmpty();
        assertThat(otherLines.news(2, Payload.ofText("no lines"), OWN, 0)).isEmpty();
    }
}
