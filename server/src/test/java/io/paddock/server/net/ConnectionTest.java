// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.OpCode;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One connection over a whole standalone server, step by step. */
class ConnectionTest {
    private static final int EPHEMERAL = 1;

    @TempDir
    Path dataDir;

    private ManualConnection client;

    @BeforeEach
    void start() throws Exception {
        client = new ManualConnection(dataDir);
    }

    private boolean exists(String path) {
        return client.core.parts().tree().find(path) != null;
    }

    @Test
    void requestsAfterTheConnectRequestWaitForTheSession() {
        client.send(new Frames().connect().exists(1, "/"));
        assertThat(client.received()).isEmpty();
        client.settle();
        assertThat(client.received()).containsExactly("session", "1 0");
    }

    @Test
    void readIsAnsweredInTheSamePass() {
        client.connect();
        client.send(new Frames().exists(1, "/").exists(2, "/missing"));
        assertThat(client.received()).containsExactly("1 0", "2 -101");
    }

    @Test
    void frameIsServedOnlyWhenItIsWhole() {
        client.connect();
        byte[] bytes = new Frames().exists(1, "/").bytes();
        for (byte each : Arrays.copyOf(bytes, bytes.length - 1)) {
            client.send(new byte[] {each});
        }
        assertThat(client.received()).isEmpty();
        client.send(new byte[] {bytes[bytes.length - 1]});
        assertThat(client.received()).containsExactly("1 0");
    }

    @Test
    void repliesKeepTheOrderOfTheRequestsWhileWritesAreOnTheirWay() {
        client.connect();
        client.send(new Frames()
                .create(1, "/a", 0)
                .exists(2, "/a")
                .create(3, "/a", 0)
                .getData(4, "/missing")
                .setData(5, "/a", 10));
        assertThat(client.received()).isEmpty();
        assertThat(client.connection.link().writesInFlight()).isEqualTo(5);
        client.settle();
        assertThat(client.received()).containsExactly("1 0", "2 0", "3 -110", "4 -101", "5 0");
        assertThat(client.connection.link().writesInFlight()).isZero();
        assertThat(client.connection.link().bytesInFlight()).isZero();
    }

    @Test
    void eventComesBeforeTheReplyToTheWriteThatCausedIt() {
        client.connect();
        client.send(new Frames()
                .request(1, OpCode.EXISTS, out -> out.writeString("/a").writeBoolean(true)));
        assertThat(client.received()).containsExactly("1 -101");
        client.send(new Frames().create(2, "/a", 0));
        client.settle();
        assertThat(client.received()).containsExactly("event /a", "2 0");
    }

    @Test
    void requestsAfterCloseSessionAreNotServedAndTheConnectionEndsAfterTheReply() {
        client.connect();
        client.send(new Frames().create(1, "/a", 0).closeSession(2).create(3, "/late", 0));
        client.settle();
        assertThat(client.received()).containsExactly("1 0", "2 0");
        assertThat(client.channel.isOutputShutdown()).isTrue();
        assertThat(client.connection.life().isClosed()).isTrue();
        assertThat(exists("/late")).isFalse();
        assertThat(client.loop.connections()).isEmpty();
    }

    @Test
    void whatWasSentBeforeAMalformedFrameIsStillAnswered() {
        client.connect();
        client.send(new Frames().create(1, "/a", 0).raw(new byte[] {0, 0, 0, 4, 0, 0, 0, 9}));
        client.settle();
        assertThat(client.received()).containsExactly("1 0");
        assertThat(client.channel.isOutputShutdown()).isTrue();
    }

    @Test
    void unknownTypeIsAnsweredAsUnimplementedAndTheConnectionEnds() {
        client.connect();
        client.send(new Frames().raw(new byte[] {0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 3, (byte) 0xe7}));
        client.settle();
        assertThat(client.received()).containsExactly("1 -6");
        assertThat(client.channel.isOutputShutdown()).isTrue();
    }

    @Test
    void clientThatDoesNotTakeInItsRepliesIsServedNoFurtherUntilItDoes() {
        client.connect();
        client.send(new Frames().create(1, "/a", 0).setData(2, "/a", 40_000));
        client.settle();
        client.received();
        client.channel.deaf(true);
        Frames reads = new Frames();
        for (int xid = 3; xid <= 12; xid++) {
            reads.getData(xid, "/a");
        }
        client.send(reads);
        assertThat(client.connection.output().unreadBytes()).isBetween(40_000L, 200_000L);
        assertThat(client.connection.isHeldUp()).isFalse(); // The client is to blame, not this server.
        client.channel.deaf(false);
        client.settle();
        assertThat(client.received())
                .containsExactly("3 0", "4 0", "5 0", "6 0", "7 0", "8 0", "9 0", "10 0", "11 0", "12 0");
    }

    @Test
    void authenticationWaitsForTheWritesBeforeItAndCountsAsHeldUp() {
        client.connect();
        client.send(new Frames().create(1, "/a", 0).request(2, OpCode.AUTH, out -> out.writeInt(0)
                .writeString("digest")
                .writeBuffer(new byte[] {'a', ':', 'b'})));
        assertThat(client.connection.isHeldUp()).isTrue(); // Identities change only between writes.
        client.settle();
        assertThat(client.connection.isHeldUp()).isFalse();
        assertThat(client.received()).containsExactly("1 0", "2 0");
    }

    @Test
    void writeThatIsOnItsWayIsAppliedAlsoWhenTheConnectionIsGone() {
        client.connect();
        client.send(new Frames().create(1, "/a", 0).create(2, "/e", EPHEMERAL));
        client.core.prepare();
        client.channel.close();
        client.settle();
        assertThat(exists("/a")).isTrue();
        assertThat(exists("/e")).isTrue(); // The session lives until its time is over.
        assertThat(client.loop.connections()).isEmpty();
    }

    @Test
    void connectionThatTheCoreCutsEndsWithoutAReply() {
        client.connect();
        client.send(new Frames().create(1, "/a", 0));
        client.connection.link().closeSilently("the test wants it");
        client.settle();
        assertThat(client.received()).isEmpty();
        assertThat(client.connection.link().isCut()).isTrue();
        assertThat(exists("/a")).isFalse();
        assertThat(client.connection.life().isClosed()).isTrue();
    }
}
