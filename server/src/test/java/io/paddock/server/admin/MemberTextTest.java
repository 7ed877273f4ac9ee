// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.server.config.ConfigReader;
import io.paddock.server.config.Ensemble;
import io.paddock.server.facts.MemberFacts;
import io.paddock.server.facts.MemberFacts.Leading;
import io.paddock.server.facts.MemberFacts.Mode;
import io.paddock.server.facts.MemberFacts.Part;
import io.paddock.server.facts.MemberFacts.ProposalSizes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What members report about themselves, compared with the four-letter words of a ZooKeeper 3.9.5 ensemble.
 */
class MemberTextTest {
    private static final String MEMBERS = "server.1=127.0.0.1:27101:27201:participant\n"
            + "server.2=127.0.0.1:27102:27202:participant\nserver.3=127.0.0.1:27103:27203:participant\n"
            + "server.4=127.0.0.1:27104:27204:observer\n";
    private static final EnsembleConfig CONFIG = EnsembleConfig.parse(MEMBERS + "version=100000004");
    private static final Leading LEADING = new Leading(3, 2, 0, 1, 5, 11_646, new ProposalSizes(48, 47, 188));

    @TempDir
    Path temp;

    private static MemberFacts state(Mode mode) {
        Optional<Leading> leading = mode == Mode.LEADER ? Optional.of(LEADING) : Optional.empty();
        return MemberFacts.of(
                mode, new Part("following - broadcast", CONFIG, OptionalLong.empty(), OptionalInt.empty(), leading));
    }

    private Ensemble configured(long sid, String members) throws Exception {
        Files.writeString(temp.resolve("myid"), sid + "\n");
        Path file = temp.resolve("zoo.cfg");
        Files.writeString(file, "clientPort=1\ninitLimit=10\nsyncLimit=5\ndataDir=" + temp + "\n" + members);
        return new ConfigReader(Map.of()).read(file).ensemble();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"conf", "cons", "crst", "dirs", "dump", "mntr", "srst", "srvr", "stat", "wchc", "wchp", "wchs"})
    void memberThatDoesNotServeSaysSo(String word) {
        assertThat(MemberText.refusal(word, state(Mode.NOT_SERVING)))
                .contains("This ZooKeeper instance is not currently serving requests\n");
        assertThat(MemberText.refusal(word, MemberFacts.STANDALONE)).isEmpty();
        assertThat(MemberText.refusal(word, state(Mode.FOLLOWER))).isEmpty();
    }

    @Test
    void wordsAboutTheProcessAreAlwaysAnswered() {
        for (String word : List.of("ruok", "envi", "gtmk", "stmk", "isro")) {
            assertThat(MemberText.refusal(word, state(Mode.NOT_SERVING))).isEmpty();
        }
        assertThat(MemberText.refusal("hash", state(Mode.NOT_SERVING)))
                .contains("This ZooKeeper instance is not currently serving requests");
    }

    @Test
    void isroHasThreeAnswers() {
        assertThat(MemberText.isReadOnly(MemberFacts.STANDALONE)).isEqualTo("rw");
        assertThat(MemberText.isReadOnly(state(Mode.OBSERVER))).isEqualTo("rw");
        assertThat(MemberText.isReadOnly(state(Mode.READ_ONLY))).isEqualTo("ro");
        assertThat(MemberText.isReadOnly(state(Mode.NOT_SERVING))).isEqualTo("null");
        assertThat(MemberText.readOnlyLine(state(Mode.READ_ONLY)))
                .isEqualTo("READ-ONLY mode; serving only read-only clients\n");
        assertThat(MemberText.readOnlyLine(MemberFacts.STANDALONE)).isEmpty();
    }

    @Test
    void onlyALeaderHasSizesOfProposals() {
        assertThat(MemberText.proposalLine(state(Mode.LEADER))).isEqualTo("Proposal sizes last/min/max: 48/47/188\n");
        assertThat(MemberText.proposalLine(state(Mode.FOLLOWER))).isEmpty();
        assertThat(MemberText.proposalLine(MemberFacts.STANDALONE)).isEmpty();
    }

    @Test
    void sizesOfProposalsStartWithTheFirst() {
        assertThat(ProposalSizes.NONE).isEqualTo(new ProposalSizes(-1, -1, -1));
        assertThat(ProposalSizes.NONE.and(100)).isEqualTo(new ProposalSizes(100, 100, 100));
        assertThat(ProposalSizes.NONE.and(100).and(50).and(70)).isEqualTo(new ProposalSizes(70, 50, 100));
    }

    @Test
    void confEndsWithTheMembersAndWithoutANewline() throws Exception {
        assertThat(MemberText.membership(configured(1, MEMBERS), state(Mode.FOLLOWER)))
                .isEqualTo("initLimit=10\nsyncLimit=5\nelectionAlg=3\nelectionPort=27201\nquorumPort=27101\n"
                        + "peerType=0\nmembership: \n" + MEMBERS + "version=100000004");
        assertThat(MemberText.membership(configured(4, MEMBERS), state(Mode.OBSERVER)))
                .contains("electionPort=27204\nquorumPort=27104\npeerType=1\n");
        assertThat(MemberText.membership(configured(1, MEMBERS), state(Mode.READ_ONLY)))
                .endsWith("quorumPort=27101\npeerType=0\n");
        assertThat(MemberText.membership(configured(1, MEMBERS), MemberFacts.STANDALONE))
                .isEmpty();
    }

    @Test
    void removedMemberStillShowsItsPorts() throws Exception {
        String more = MEMBERS + "server.9=127.0.0.1:27109:27209|127.0.0.2:27119:27219\nmultiAddress.enabled=true\n";
        assertThat(MemberText.membership(configured(9, more), state(Mode.FOLLOWER)))
                .contains("electionPort=27209|27219\nquorumPort=27109|27119\npeerType=0\n")
                .doesNotContain("server.9");
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void onlyLearnersDoNotDecideOnTheEndsOfSessions(Mode mode) {
        assertThat(state(mode).decidesOnSessions()).isEqualTo(mode != Mode.FOLLOWER && mode != Mode.OBSERVER);
    }
}
