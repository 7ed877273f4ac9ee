// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.server.listen.Doors;
import io.paddock.server.listen.FakeNames;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * The name of a member may have a wrong address when it starts. The member is reached as soon as the address
 * is right.
 */
final class OwnAddressChangesTest {
    private static final long SELF = 3;

    private final FakeNames names = new FakeNames().put("own.test", "127.0.0.1");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private int port;

    @BeforeEach
    void listenToTheLog() throws IOException {
        port = Doors.freePort();
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void leaveTheLog() {
        logger().detachAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(LoopbackWarning.class);
    }

    private static ElectionOptions options(HostPort own, boolean onAllAddresses) {
        return new ElectionOptions(SELF, List.of(own), onAllAddresses, false, 0, 5000, 5000, 0, 20, 20, 200, false);
    }

    private ElectionPort electionPort(String own, Map<Long, List<HostPort>> members) {
        return new ElectionPort(options(new HostPort(own, port), false), new Members(members), names, new Inbox());
    }

    private LearnerAcceptor learnerPort(String own) {
        return new LearnerAcceptor(
                List.of(new HostPort(own, port)), false, QuorumOptions.of(60_000), names, (link, info) -> new Hears());
    }

    private static Map<Long, List<HostPort>> membersAt(String... hosts) {
        return Map.of(
                1L,
                List.of(new HostPort(hosts[0], 3888)),
                2L,
                List.of(new HostPort(hosts[1], 3888)),
                SELF,
                List.of(new HostPort("own.test", 3888)));
    }

    private void awaitLookups(int more) {
        int before = names.asked("own.test");
        await().until(() -> names.asked("own.test") >= before + more);
    }

    @Test
    void votesArriveAtTheNewAddress() {
        try (ElectionPort election = electionPort("own.test", Map.of())) {
            election.listen().join();
            names.put("own.test", "127.0.0.2");
            election.lookAgain();
            await().until(() -> Doors.isOpen("127.0.0.2", port));
            assertThat(Doors.isOpen("127.0.0.1", port)).isTrue();
        }
    }

    @Test
    void learnersArriveAtTheNewAddress() {
        try (LearnerAcceptor leader = learnerPort("own.test")) {
            leader.listen().join();
            names.put("own.test", "127.0.0.2");
            leader.lookAgain();
            await().until(() -> Doors.isOpen("127.0.0.2", port));
        }
    }

    @Test
    void aPortThatAReconfigurationMovedFollowsItsNewName() {
        try (LearnerAcceptor leader = learnerPort("127.0.0.3")) {
            leader.listen().join();
            leader.move(List.of(new HostPort("own.test", port)));
            await().until(() -> Doors.isOpen("127.0.0.1", port));
            names.put("own.test", "127.0.0.2");
            leader.lookAgain();
            await().until(() -> Doors.isOpen("127.0.0.2", port));
            assertThat(Doors.isOpen("127.0.0.3", port)).isFalse();
        }
    }

    @Test
    void eachOfSeveralNamesIsFollowed() {
        names.put("second.test", "127.0.0.3");
        ElectionOptions several = new ElectionOptions(
                SELF,
                List.of(new HostPort("own.test", port), new HostPort("second.test", port)),
                false,
                true,
                0,
                5000,
                5000,
                0,
                20,
                20,
                200,
                false);
        try (ElectionPort election = new ElectionPort(several, new Members(Map.of()), names, new Inbox())) {
            election.listen().join();
            names.put("second.test", "127.0.0.4");
            election.lookAgain();
            await().until(() -> Doors.isOpen("127.0.0.4", port));
            assertThat(Doors.isOpen("127.0.0.1", port)).isTrue();
        }
    }

    @Test
    void aFailedLookupClosesNoPort() {
        try (ElectionPort election = electionPort("own.test", Map.of())) {
            election.listen().join();
            names.put("own.test");
            election.lookAgain();
            awaitLookups(1);
            assertThat(Doors.isOpen("127.0.0.1", port)).isTrue();
        }
    }

    @Test
    void warnsOnceThatOnlyItsOwnNameIsALoopbackAddress() {
        names.put("one.test", "192.0.2.1").put("two.test", "192.0.2.2");
        try (ElectionPort election = electionPort("own.test", membersAt("one.test", "two.test"))) {
            election.listen().join();
            await().until(() -> log.list.size() == 1);
            assertThat(log.list.get(0).getFormattedMessage())
                    .contains("server 3", "own.test/127.0.0.1", "loopback", "192.0.2.");
            election.lookAgain();
            awaitLookups(1);
            assertThat(log.list).hasSize(1);
        }
    }

    @Test
    void warnsOnceTheNamesOfTheOthersHaveAddresses() {
        try (ElectionPort election = electionPort("own.test", membersAt("one.test", "two.test"))) {
            election.listen().join();
            await().until(() -> names.asked("two.test") > 0);
            assertThat(log.list).isEmpty();
            names.put("two.test", "192.0.2.2");
            await().until(() -> {
                election.lookAgain();
                return log.list.size() == 1;
            });
        }
    }

    @Test
    void doesNotWarnWhereAllMembersAreOnOneHost() {
        names.put("one.test", "127.0.0.1").put("two.test", "127.0.0.2");
        try (ElectionPort election = electionPort("own.test", membersAt("one.test", "two.test"))) {
            election.listen().join();
            await().until(() -> names.asked("two.test") > 0);
            election.linked().join(); // The work that the lookup caused is done.
            election.lookAgain();
            await().until(() -> names.asked("two.test") > 1);
            assertThat(log.list).isEmpty();
        }
    }

    @Test
    void doesNotWarnWhereItListensOnAllAddresses() {
        names.put("one.test", "192.0.2.1").put("two.test", "192.0.2.2");
        try (ElectionPort election = new ElectionPort(
                options(new HostPort("own.test", port), true),
                new Members(membersAt("one.test", "two.test")),
                names,
                new Inbox())) {
            election.listen().join();
            election.lookAgain();
            election.linked().join();
            assertThat(log.list).isEmpty();
            assertThat(names.asked("own.test")).isZero();
        }
    }
}
