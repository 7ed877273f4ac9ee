// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import static io.paddock.server.core.ManualMember.create;
import static io.paddock.server.core.ManualMember.name;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.quorum.TouchedSession;
import io.paddock.protocol.txn.Txn;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The role of a follower for sessions that all members know: the test plays the leader. */
class ForwardingRoleTest {
    private static final long STRANGER = 77;

    private final ManualMember member = new ManualMember(ManualParts.SHARED);

    @Test
    void sessionIsToldOnlyAfterItsTxnIsApplied() {
        RecordingClient client = member.kit.client().open(4000);
        member.settle();
        assertThat(client.told).isEmpty();
        long id = member.kit.parts.sessions().all().iterator().next().id();
        assertThat(member.toLeader).containsExactly("CREATE_SESSION 0 of " + name(id));

        member.apply(id, 0, new Txn.CreateSession(4000));
        assertThat(client.told).containsExactly("session");
    }

    @Test
    void writeIsForwardedAndAnsweredByTheTxnThatItBecame() {
        RecordingClient client = member.connected();
        client.create(1, "/a");
        member.settle();
        assertThat(member.toLeader)
                .containsExactly("CREATE 1 of " + name(client.session().id()));
        assertThat(client.told).isEmpty();

        member.apply(client.session().id(), 1, new Txn.Error(ErrorCode.NODE_EXISTS.code()));
        assertThat(client.told).containsExactly("1 -110");
        assertThat(member.kit.inbox.bytesInFlight()).isZero();
    }

    @Test
    void txnOfAnotherSessionAnswersNobodyHere() {
        RecordingClient client = member.connected();
        client.create(1, "/a");
        member.settle();
        member.apply(STRANGER, 1, create("/of-another"));
        assertThat(client.told).isEmpty();
        assertThat(member.kit.tree.find("/of-another")).isNotNull();
    }

    @Test
    void readsBetweenWritesKeepTheirOrder() {
        RecordingClient client = member.connected();
        client.find(1, "/a");
        client.create(2, "/a");
        client.find(3, "/a");
        client.find(4, "/b");
        client.create(5, "/b");
        client.find(6, "/b");
        member.settle();
        assertThat(client.told).containsExactly("1 absent");

        member.applyCreate(client, 2, "/a");
        assertThat(client.told).containsExactly("1 absent", "2 0", "3 present", "4 absent");
        member.applyCreate(client, 5, "/b");
        assertThat(client.told).containsExactly("1 absent", "2 0", "3 present", "4 absent", "5 0", "6 present");
    }

    @Test
    void readDoesNotWaitForTheWritesOfAnotherSession() {
        RecordingClient writer = member.connected();
        RecordingClient reader = member.connected();
        writer.create(1, "/a");
        reader.find(1, "/a");
        member.settle();
        assertThat(reader.told).containsExactly("1 absent");
    }

    @Test
    void writeThatCannotBeDecodedIsAnsweredHereInItsPlace() {
        RecordingClient client = member.connected();
        client.create(1, "/a");
        client.send(2, OpCode.SET_DATA, null);
        member.settle();
        assertThat(member.toLeader).hasSize(1);
        assertThat(client.told).isEmpty();

        member.applyCreate(client, 1, "/a");
        assertThat(client.told).containsExactly("1 0", "2 -5");
    }

    @Test
    void syncShowsWhatTheLeaderHadCommittedBeforeItsAnswer() {
        RecordingClient client = member.connected();
        client.sync(1);
        client.find(2, "/a");
        member.settle();
        assertThat(member.toLeader)
                .containsExactly("SYNC 1 of " + name(client.session().id()));

        member.commit(STRANGER, 9, create("/a"));
        assertThat(client.told).isEmpty();
        member.role.synced();
        assertThat(client.told).containsExactly("1 0", "2 present");
    }

    @Test
    void syncsAreAnsweredOldestFirst() {
        RecordingClient first = member.connected();
        RecordingClient second = member.connected();
        first.sync(1);
        second.sync(1);
        member.settle();
        member.role.synced();
        assertThat(first.told).containsExactly("1 0");
        assertThat(second.told).isEmpty();
        member.role.synced();
        assertThat(second.told).containsExactly("1 0");
    }

    @Test
    void answerToTheSyncOfAClientThatHasGoneIsNotGivenToTheNextClient() {
        RecordingClient gone = member.connected();
        RecordingClient client = member.connected();
        gone.sync(1);
        client.sync(1);
        member.settle();
        gone.detach();
        member.settle();
        member.role.synced();
        assertThat(client.told).isEmpty();
        assertThat(gone.told).isEmpty();
        member.role.synced();
        assertThat(client.told).containsExactly("1 0");
    }

    @Test
    void sessionOfAnotherMemberIsRenewedWhenTheLeaderSaysThatItLives() {
        RecordingClient client = member.kit.client();
        client.renew(STRANGER);
        member.settle();
        assertThat(member.toLeader).containsExactly("REVALIDATE " + name(STRANGER));
        assertThat(client.told).isEmpty();

        member.commit(STRANGER, 3, create("/written-elsewhere"));
        member.role.revalidated(STRANGER, true);
        assertThat(client.told).containsExactly("session");
        assertThat(member.kit.tree.find("/written-elsewhere")).isNotNull();
    }

    @Test
    void sessionThatTheLeaderDoesNotKnowIsRefused() {
        RecordingClient client = member.kit.client();
        client.renew(STRANGER);
        member.settle();
        member.role.revalidated(STRANGER, false);
        assertThat(client.told).containsExactly("refused");
        assertThat(member.kit.parts.sessions().count()).isZero();
    }

    @Test
    void renewalWithAWrongPasswordIsRefusedWithoutAskingTheLeader() {
        RecordingClient client = member.kit.client();
        client.renew(STRANGER, new byte[16], 4000);
        member.settle();
        assertThat(client.told).containsExactly("refused");
        assertThat(member.toLeader).isEmpty();
    }

    @Test
    void onlyTheNewestOfTwoRenewalsIsAnswered() {
        RecordingClient first = member.kit.client();
        RecordingClient second = member.kit.client();
        first.renew(STRANGER);
        second.renew(STRANGER);
        member.settle();
        assertThat(first.told).containsExactly("closed: its client came again");

        member.role.revalidated(STRANGER, true);
        member.role.revalidated(STRANGER, true);
        assertThat(first.told).hasSize(1);
        assertThat(second.told).containsExactly("session");
    }

    @Test
    void renewalHereCutsTheOldConnectionAndDropsItsWrites() {
        RecordingClient before = member.connected();
        RecordingClient after = member.kit.client();
        long id = before.session().id();
        before.create(1, "/a");
        after.renew(id);
        member.settle();
        member.role.revalidated(id, true);
        assertThat(before.told).containsExactly("closed: session " + name(id) + " moved to another connection");
        assertThat(after.told).containsExactly("session");
        assertThat(member.kit.inbox.bytesInFlight()).isZero();

        member.apply(id, 1, create("/a"));
        assertThat(before.told).hasSize(1);
        assertThat(after.told).hasSize(1);
    }

    @Test
    void writeOfASessionThatMovedToAnotherMemberIsNotAnsweredButItsConnectionIsClosed() {
        RecordingClient client = member.connected();
        client.create(1, "/a");
        member.settle();
        member.apply(client.session().id(), 1, new Txn.Error(ErrorCode.SESSION_MOVED.code()));
        assertThat(client.told)
                .containsExactly("closed: session " + name(client.session().id()) + " moved to another member");
        assertThat(member.kit.inbox.bytesInFlight()).isZero();
    }

    @Test
    void multiOfASessionThatMovedIsNotAnsweredEither() {
        RecordingClient client = member.connected();
        client.create(1, "/a");
        member.settle();
        Txn.Error moved = new Txn.Error(ErrorCode.SESSION_MOVED.code());
        member.apply(client.session().id(), 1, new Txn.Multi(List.of(new Txn.Error(0), moved)));
        assertThat(client.told)
                .containsExactly("closed: session " + name(client.session().id()) + " moved to another member");
    }

    @Test
    void closingClientIsAnsweredAndItsSessionIsForgotten() {
        RecordingClient client = member.connected();
        client.closeSession(1);
        member.settle();
        assertThat(member.toLeader)
                .containsExactly("CLOSE_SESSION 1 of " + name(client.session().id()));
        assertThat(client.session().isClosing()).isTrue();

        member.apply(client.session().id(), 1, new Txn.CloseSession(List.of()));
        assertThat(client.told).containsExactly("1 0");
        assertThat(member.kit.parts.sessions().count()).isZero();
    }

    @Test
    void sessionThatAllMembersKnowIsEndedByTheLeaderAlone() {
        RecordingClient client = member.connected();
        member.passTime(60_000);
        assertThat(client.told).isEmpty();
        assertThat(member.kit.parts.sessions().count()).isEqualTo(1);
        assertThat(member.toLeader).isEmpty();

        member.apply(client.session().id(), 0, new Txn.CloseSession(List.of()));
        assertThat(client.told).containsExactly("closed: session expired");
        assertThat(member.kit.parts.sessions().count()).isZero();
    }

    @Test
    void leaderHearsOfEachSessionThatWasTouchedAlsoWhenItsClientLeft() {
        RecordingClient silent = member.connected();
        RecordingClient active = member.connected();
        RecordingClient gone = member.connected();
        member.kit.nowMillis += 1000;
        member.role.touched();
        member.kit.nowMillis += 1000;
        active.session().touch(member.kit.nowMillis);
        gone.session().touch(member.kit.nowMillis);
        gone.detach();
        member.settle();
        member.role.touchedElsewhere(List.of(new TouchedSession(STRANGER, 5000)));
        assertThat(member.role.touched())
                .containsExactly(
                        new TouchedSession(gone.session().id(), 4000),
                        new TouchedSession(STRANGER, 5000),
                        new TouchedSession(active.session().id(), 4000));
        assertThat(silent.session().lastTouchMillis()).isLessThan(member.kit.nowMillis);
    }

    @Test
    void endClosesEveryClientAndReleasesEveryWrite() {
        RecordingClient open = member.connected();
        RecordingClient opening = member.kit.client().open(4000);
        RecordingClient renewing = member.kit.client();
        renewing.renew(STRANGER);
        open.create(1, "/a");
        open.find(2, "/a");
        member.settle();
        member.role.end("the leader is gone");
        assertThat(open.told).containsExactly("closed: the leader is gone");
        assertThat(renewing.told).containsExactly("closed: the leader is gone");
        assertThat(opening.told).contains("closed: the leader is gone");
        assertThat(member.kit.inbox.bytesInFlight()).isZero();
        assertThat(member.kit.parts.sessions().count()).isZero();
    }

    @Test
    void txnThatIsCommittedAfterTheEndAnswersNobody() {
        RecordingClient client = member.connected();
        client.create(1, "/a");
        member.settle();
        member.role.end("the leader is gone");
        client.told.clear();
        member.applyCreate(client, 1, "/a");
        assertThat(client.told).isEmpty();
        assertThat(member.kit.tree.find("/a")).isNotNull();
    }
}
