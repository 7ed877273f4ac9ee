// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.ensemble.Agreement;
import io.paddock.e2e.ensemble.Ensemble;
import io.paddock.e2e.ensemble.EnsembleOptions;
import io.paddock.e2e.ensemble.Member;
import io.paddock.e2e.ensemble.SharedEnsemble;
import io.paddock.e2e.harness.Bystander;
import io.paddock.e2e.harness.ServerKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whatever connects to the ports between members, clients are served all the time, by the same leader in the
 * same epoch.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostilePeersTest {
    @RegisterExtension
    static final SharedEnsemble SHARED =
            SharedEnsemble.with(EnsembleOptions.of("PPP").cfg("initLimit=12"));

    private static final int FOLLOWER_INFO = 11;
    private static final int OBSERVER_INFO = 16;
    private static final int ACK = 3;
    private static final int LEADER_INFO = 17;
    private static final int ACK_EPOCH = 18;
    private static final long UNKNOWN_SID = 99;
    private static final int CROWD = 60;

    private final List<Stranger> strangers = new ArrayList<>();
    private Ensemble ensemble;
    private Member leader;
    private long epoch;
    private Bystander bystander;

    @BeforeEach
    void begin() throws Exception {
        ensemble = SHARED.ensemble();
        leader = ensemble.awaitServing();
        bystander = Bystander.at(ensemble.member(1).connectString());
        bystander.getsOn();
        epoch = leader.epoch();
    }

    @AfterEach
    void end() {
        strangers.forEach(Stranger::close);
        bystander.close();
    }

    private Stranger stranger(int port) {
        Stranger stranger = Stranger.at(port);
        strangers.add(stranger);
        return stranger;
    }

    private void everywhere(IntFunction<byte[]> bytes) {
        for (Member member : ensemble.members()) {
            stranger(member.electionPort()).send(bytes.apply(member.id()));
        }
        for (Member member : ensemble.members()) {
            // Apache's are open only while they lead.
            if (member == leader || member.kind() == ServerKind.PADDOCK) {
                stranger(member.quorumPort()).send(bytes.apply(member.id()));
            }
        }
    }

    private void nobodyIsHarmed() {
        bystander.getsOn();
        assertThat(ensemble.awaitServing()).isEqualTo(leader);
        assertThat(leader.epoch()).as("epoch").isEqualTo(epoch);
    }

    @Test
    @Order(1)
    void garbage() {
        Random random = new Random(1);
        for (int i = 0; i < CROWD / 3; i++) {
            byte[] bytes = new byte[1 + random.nextInt(5_000)];
            random.nextBytes(bytes);
            everywhere(member -> bytes);
        }
        everywhere(member -> "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        nobodyIsHarmed();
        assertThat(strangers).allMatch(Stranger::isShutOut);
    }

    @Test
    @Order(2)
    @DisabledIfSystemProperty(
            named = "e2e.server",
            matches = "apache",
            disabledReason = "Apache's server hears one introduction after the other")
    void silence() {
        for (int i = 0; i < CROWD; i++) {
            everywhere(member -> new byte[member - 1]); // Nothing, or the beginning of a message.
        }
        nobodyIsHarmed();
        // A follower restarts while the silent connections are still open.
        Member follower = ensemble.awaitFollowers().get(1);
        follower.kill();
        follower.start();
        ensemble.awaitServing();
        assertThat(strangers).allMatch(Stranger::isShutOut);
    }

    // Valid messages, byte by byte and without the last byte. Then the peer stops sending, but does not
    // close.
    @Test
    @Order(2)
    @DisabledIfSystemProperty(
            named = "e2e.server",
            matches = "apache",
            disabledReason = "Apache's server hears one introduction after the other")
    void slowAndHalfOpen() {
        byte[] vote = Stranger.introduction(UNKNOWN_SID, "127.0.0.1:1");
        byte[] follower = Stranger.learnerInfo(FOLLOWER_INFO, 1, 0, 0);
        List<Stranger> slow = new ArrayList<>();
        for (Member member : ensemble.members()) {
            slow.add(stranger(member.electionPort()));
            slow.add(stranger(member.quorumPort()));
        }
        for (int i = 0; i < vote.length - 1; i++) {
            for (int each = 0; each < slow.size(); each++) {
                slow.get(each).send(new byte[] {each % 2 == 0 ? vote[i] : follower[i]});
            }
            bystander.getsOn();
        }
        slow.forEach(Stranger::endSending);
        nobodyIsHarmed();
        assertThat(strangers).allMatch(Stranger::isShutOut);
    }

    @Test
    @Order(3)
    void lengthsBeyondAllLimits() {
        for (Member member : ensemble.members()) {
            for (int length : List.of(-1, 0, 2_049, Integer.MAX_VALUE)) {
                stranger(member.electionPort()).send(Stranger.ints(-1, 0xffff0000, 0, (int) UNKNOWN_SID, length));
            }
            for (int length : List.of(-1, 0, 524_289, Integer.MAX_VALUE)) {
                stranger(member.electionPort())
                        .send(Stranger.introduction(UNKNOWN_SID, "127.0.0.1:1"))
                        .send(Stranger.ints(length));
            }
        }
        for (int length : List.of(-2, 100_000_000, Integer.MAX_VALUE)) {
            stranger(leader.quorumPort()).send(Stranger.ints(FOLLOWER_INFO, 0, 0, length));
            stranger(leader.quorumPort()).send(Stranger.ints(FOLLOWER_INFO, 0, 0, -1, length));
        }
        nobodyIsHarmed();
        assertThat(strangers).allMatch(Stranger::isShutOut);
    }

    @Test
    @Order(4)
    void serverOutsideTheConfigurationHasNoVote() {
        String config = "server." + UNKNOWN_SID + "=127.0.0.1:1:2:participant\nversion=7fffffff00000000";
        for (Member member : ensemble.members()) {
            Stranger stranger = stranger(member.electionPort());
            stranger.send(Stranger.introduction(UNKNOWN_SID, "127.0.0.1:1"));
            for (int round = 1; round < 100; round++) {
                stranger.send(Stranger.vote(UNKNOWN_SID, Long.MAX_VALUE, round, 1_000, config));
            }
        }
        nobodyIsHarmed();
    }

    @Test
    @Order(4)
    @DisabledIfSystemProperty(
            named = "e2e.server",
            matches = "apache",
            disabledReason = "Apache's server keeps the connection of one with its own id, and never reads it")
    void invalidIds() {
        for (Member member : ensemble.members()) {
            for (long sid : List.of((long) member.id(), 0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE)) {
                Stranger voter = stranger(member.electionPort());
                voter.send(Stranger.introduction(sid, "127.0.0.1:1"));
                voter.send(Stranger.vote(sid, Long.MAX_VALUE, 1, 1_000, ""));
                Stranger follower = stranger(member.quorumPort());
                follower.send(Stranger.learnerInfo(FOLLOWER_INFO, sid, 0, 0));
                follower.send(Stranger.packet(ACK_EPOCH, 0, Stranger.ints(0)));
            }
        }
        nobodyIsHarmed();
        assertThat(strangers).allMatch(Stranger::isShutOut);
    }

    @Test
    @Order(5)
    @DisabledIfSystemProperty(
            named = "e2e.server",
            matches = "apache",
            disabledReason = "Apache's leader lets anybody follow without a vote")
    void serverOutsideTheConfigurationCannotFollow() {
        for (int type : List.of(FOLLOWER_INFO, OBSERVER_INFO)) {
            Stranger stranger = stranger(leader.quorumPort());
            stranger.send(Stranger.learnerInfo(type, UNKNOWN_SID, 0, 0));
            stranger.send(Stranger.packet(ACK_EPOCH, 0, Stranger.ints(0)));
            int first = stranger.nextPacketType();
            // The server may send the epoch, but nothing more.
            assertThat(first == LEADER_INFO ? stranger.skipPacket().nextPacketType() : first)
                    .isEqualTo(Stranger.CLOSED);
        }
        nobodyIsHarmed();
    }

    @Test
    @Order(6)
    void learnerWithAFalseConfigurationOrEpochIsDisconnected() {
        long sid = ensemble.awaitFollowers().get(0).id();
        // A configuration or an epoch that no member has.
        assertThat(stranger(leader.quorumPort())
                        .send(Stranger.learnerInfo(FOLLOWER_INFO, sid, 0, Long.MAX_VALUE))
                        .isShutOut())
                .isTrue();
        Stranger ahead = stranger(leader.quorumPort());
        ahead.send(Stranger.learnerInfo(OBSERVER_INFO, leader.id(), 0, 0));
        assertThat(ahead.nextPacketType()).isIn(LEADER_INFO, Stranger.CLOSED);
        ahead.send(Stranger.packet(ACK_EPOCH, Long.MAX_VALUE, Stranger.ints(1)));
        ahead.send(Stranger.packet(ACK, Long.MAX_VALUE, null));
        ahead.send(Stranger.packet(12_345, 1, new byte[1_000]));
        assertThat(ahead.isShutOut()).isTrue();
        nobodyIsHarmed();
    }

    @Test
    @Order(7)
    void membersCanStillElectALeaderAfterwards() throws Exception {
        bystander.close();
        leader.kill();
        Member next = ensemble.awaitServing();
        assertThat(next).isNotEqualTo(leader);
        leader.start();
        Agreement.inMemory(ensemble);
        assertThat(next.epoch()).isEqualTo(epoch + 1);
    }

    @Test
    @Order(8)
    void oneVoterAndAnUnknownServerAreNoQuorum() throws Exception {
        bystander.close();
        Member alone = ensemble.member(1);
        ensemble.members().stream().filter(member -> member != alone).forEach(Member::kill);
        await("a lone voter").atMost(Ensemble.PATIENCE).until(() -> !alone.serves());
        try (Stranger stranger = Stranger.at(alone.electionPort())) {
            stranger.send(Stranger.introduction(UNKNOWN_SID, "127.0.0.1:1"));
            // Each vote is answered. At that moment it has been counted, or never will be.
            for (int round = 1; round <= 20; round++) {
                stranger.send(Stranger.vote(alone.id(), Long.MAX_VALUE, round, epoch + 1, ""));
                assertThat(stranger.isAnswered()).isTrue();
            }
            assertThat(alone.serves()).isFalse();
        }
        ensemble.startAll();
        Agreement.inMemory(ensemble);
    }
}
