// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.Payload;
import io.paddock.protocol.client.CreateRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.quorum.LearnerMessage.Request;
import io.paddock.protocol.quorum.LearnerMessage.Revalidate;
import io.paddock.protocol.quorum.TouchedSession;
import io.paddock.protocol.txn.Txn;
import io.paddock.server.session.Session;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a leader does with the requests of two learners. */
class ForwardedWritesTest {
    private static final long FIRST_LEARNER = 11;
    private static final long SECOND_LEARNER = 12;
    private static final long SESSION = 77;

    private final ManualPipeline kit = new ManualPipeline(ManualParts.SHARED);
    private final ForwardedWrites forwarded = new ForwardedWrites(kit.kit.parts, kit.pipeline, kit.ops);

    private static Request request(OpCode op, int cxid, Payload body) {
        return new Request(SESSION, cxid, op.code(), body, List.of());
    }

    private static Payload timeout(int millis) {
        return new Payload(new byte[] {0, 0, (byte) (millis >> 8), (byte) millis});
    }

    private static Payload create(String path) {
        ByteBuf bytes = Unpooled.buffer();
        new CreateRequest(OpCode.CREATE, path, new byte[0], Acl.OPEN, 0, 0).write(new JuteWriter(bytes));
        byte[] body = new byte[bytes.readableBytes()];
        bytes.readBytes(body);
        return new Payload(body);
    }

    private void open(long learner) {
        assertThat(forwarded.request(learner, request(OpCode.CREATE_SESSION, 0, timeout(4000))))
                .isNull();
        kit.commit(kit.ordered.size());
    }

    private Session session() {
        return kit.kit.parts.sessions().find(SESSION);
    }

    private Txn lastTxn() {
        return kit.txns.get(kit.txns.size() - 1).txn();
    }

    @Test
    void newSessionIsPreparedAndBelongsToTheLearner() {
        open(FIRST_LEARNER);
        assertThat(kit.ordered).containsExactly("1 CREATE_SESSION");
        assertThat(lastTxn()).isEqualTo(new Txn.CreateSession(4000));
        assertThat(session().owner()).isEqualTo(FIRST_LEARNER);
        assertThat(session().timeoutMillis()).isEqualTo(4000);
    }

    @Test
    void newSessionWithoutATimeoutIsAFaultOfTheLearner() {
        assertThat(forwarded.request(FIRST_LEARNER, request(OpCode.CREATE_SESSION, 0, Payload.EMPTY)))
                .isEqualTo("a new session without a timeout");
        assertThat(kit.ordered).isEmpty();
    }

    @Test
    void writeIsPreparedWithTheNumbersOfItsClient() {
        open(FIRST_LEARNER);
        assertThat(forwarded.request(FIRST_LEARNER, request(OpCode.CREATE, 5, create("/a"))))
                .isNull();
        assertThat(kit.ordered).containsExactly("1 CREATE_SESSION", "2 CREATE");
        assertThat(kit.txns.get(1).header().sessionId()).isEqualTo(SESSION);
        assertThat(kit.txns.get(1).header().cxid()).isEqualTo(5);
        kit.commit(2);
        assertThat(kit.kit.tree.find("/a")).isNotNull();
    }

    @Test
    void writeFromTheLearnerThatTheSessionHasLeftIsRefusedAsMoved() {
        open(FIRST_LEARNER);
        forwarded.request(SECOND_LEARNER, request(OpCode.CREATE, 5, create("/a")));
        assertThat(lastTxn()).isEqualTo(new Txn.Error(ErrorCode.SESSION_MOVED.code()));
        assertThat(session().owner()).isEqualTo(FIRST_LEARNER);
    }

    @Test
    void sessionWithoutAKnownOwnerBelongsToTheFirstLearnerThatSendsAWrite() {
        kit.kit.parts.sessions().open(SESSION, 4000, kit.kit.nowMillis);
        forwarded.request(SECOND_LEARNER, request(OpCode.CREATE, 5, create("/a")));
        forwarded.request(FIRST_LEARNER, request(OpCode.CREATE, 6, create("/b")));
        assertThat(kit.ordered).containsExactly("1 CREATE", "2 ERROR");
        assertThat(session().owner()).isEqualTo(SECOND_LEARNER);
    }

    @Test
    void writeThatCannotBeDecodedTakesAZxidSoThatItsLearnerIsAnswered() {
        open(FIRST_LEARNER);
        forwarded.request(FIRST_LEARNER, request(OpCode.CREATE, 5, Payload.EMPTY));
        assertThat(kit.ordered).containsExactly("1 CREATE_SESSION", "2 ERROR");
        assertThat(lastTxn()).isEqualTo(new Txn.Error(ErrorCode.MARSHALLING_ERROR.code()));
    }

    @Test
    void writeOfAnUnknownSessionIsRefusedAsExpired() {
        forwarded.request(FIRST_LEARNER, request(OpCode.CREATE, 5, create("/a")));
        assertThat(lastTxn()).isEqualTo(new Txn.Error(ErrorCode.SESSION_EXPIRED.code()));
    }

    @Test
    void checkOutsideAMultiIsRefusedAsUnimplemented() {
        open(FIRST_LEARNER);
        assertThat(forwarded.request(FIRST_LEARNER, request(OpCode.CHECK, 5, Payload.EMPTY)))
                .isNull();
        assertThat(lastTxn()).isEqualTo(new Txn.Error(ErrorCode.UNIMPLEMENTED.code()));
    }

    @Test
    void readsAndUnknownTypesAreFaultsOfTheLearner() {
        open(FIRST_LEARNER);
        assertThat(forwarded.request(FIRST_LEARNER, request(OpCode.GET_DATA, 5, Payload.EMPTY)))
                .isEqualTo("a request of type 4 is not for a leader");
        Request unknown = new Request(SESSION, 5, 12345, Payload.EMPTY, List.of());
        assertThat(forwarded.request(FIRST_LEARNER, unknown)).isEqualTo("a request of type 12345 is not for a leader");
        assertThat(kit.ordered).containsExactly("1 CREATE_SESSION");
    }

    @Test
    void endOfASessionIsPreparedAlsoWhenTheSessionIsUnknown() {
        open(FIRST_LEARNER);
        forwarded.request(FIRST_LEARNER, request(OpCode.CLOSE_SESSION, 9, Payload.EMPTY));
        assertThat(session().isClosing()).isTrue();
        kit.commit(2);
        assertThat(session()).isNull();
        forwarded.request(FIRST_LEARNER, request(OpCode.CLOSE_SESSION, 10, Payload.EMPTY));
        assertThat(kit.ordered).containsExactly("1 CREATE_SESSION", "2 CLOSE_SESSION", "3 CLOSE_SESSION");
        assertThat(kit.txns.get(2).header().cxid()).isEqualTo(10);
    }

    @Test
    void revalidatedSessionMovesToTheLearnerAndIsAnsweredAfterItsPendingWrites() {
        open(FIRST_LEARNER);
        forwarded.request(FIRST_LEARNER, request(OpCode.CREATE, 5, create("/a")));
        List<Boolean> answers = new ArrayList<>();
        forwarded.revalidate(SECOND_LEARNER, new Revalidate(SESSION, 6000), answers::add);
        assertThat(answers).isEmpty();
        assertThat(session().owner()).isEqualTo(SECOND_LEARNER);
        assertThat(session().timeoutMillis()).isEqualTo(6000);
        kit.commit(2);
        assertThat(answers).containsExactly(true);
    }

    @Test
    void sessionOfAClientHereIsCutOffWhenItMovesToALearner() {
        Session session = kit.kit.parts.sessions().open(SESSION, 4000, kit.kit.nowMillis);
        RecordingClient client = kit.kit.client();
        session.attach(client, 4000);
        forwarded.revalidate(FIRST_LEARNER, new Revalidate(SESSION, 4000), valid -> {});
        assertThat(client.told).containsExactly("closed: its session moved to another member");
        assertThat(session.connection()).isNull();
    }

    @Test
    void unknownEndingAndLocalSessionsAreNotValid() {
        List<Boolean> answers = new ArrayList<>();
        forwarded.revalidate(FIRST_LEARNER, new Revalidate(SESSION, 4000), answers::add);
        Session session = kit.kit.parts.sessions().open(SESSION, 4000, kit.kit.nowMillis);
        session.local(true);
        forwarded.revalidate(FIRST_LEARNER, new Revalidate(SESSION, 4000), answers::add);
        session.local(false);
        session.closing(true);
        forwarded.revalidate(FIRST_LEARNER, new Revalidate(SESSION, 4000), answers::add);
        assertThat(answers).containsExactly(false, false, false);
        assertThat(session.owner()).isZero();
    }

    @Test
    void sessionThatALearnerHeardOfIsTouched() {
        open(FIRST_LEARNER);
        kit.kit.nowMillis += 3_000;
        forwarded.touched(List.of(new TouchedSession(SESSION, 4000), new TouchedSession(SESSION + 1, 4000)));
        assertThat(session().lastTouchMillis()).isEqualTo(kit.kit.nowMillis);
        assertThat(kit.kit.parts.sessions().count()).isEqualTo(1);
    }

    @Test
    void nothingIsPreparedAfterStopTaking() {
        open(FIRST_LEARNER);
        forwarded.stopTaking();
        assertThat(forwarded.request(FIRST_LEARNER, request(OpCode.CREATE, 5, create("/a"))))
                .isNull();
        forwarded.request(FIRST_LEARNER, request(OpCode.CLOSE_SESSION, 6, Payload.EMPTY));
        assertThat(kit.ordered).containsExactly("1 CREATE_SESSION");
        assertThat(session().isClosing()).isFalse();
    }
}
