// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.jute.MalformedFrame;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms that no recording shows, and bytes in no valid form. */
class QuorumFormsTest {
    @Test
    void aNotificationOf28BytesHasTheEpochOfItsZxid() {
        Notification vote = Notification.read(new JuteReader(notification(28)));
        assertThat(vote).isEqualTo(new Notification(PeerState.LEADING, 3, Zxid.of(7, 1), 5, 7, 0, null));
    }

    @Test
    void aNotificationOf40BytesHasNoVersion() {
        Notification vote = Notification.read(new JuteReader(notification(40)));
        assertThat(vote).isEqualTo(new Notification(PeerState.LEADING, 3, Zxid.of(7, 1), 5, 9, 0, null));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 27, 36, 39, 41, 43})
    void aNotificationOfAnyOtherLengthIsRefused(int length) {
        assertThatThrownBy(() -> Notification.read(new JuteReader(notification(length))))
                .isInstanceOf(MalformedFrame.class);
    }

    @Test
    void bytesAfterTheConfigurationAreIgnored() {
        ByteBuf bytes = notification(40).writeInt(2).writeBytes(new byte[] {'h', 'i', 'x'});
        assertThat(Notification.read(new JuteReader(bytes)).config()).isEqualTo(Payload.ofText("hi"));
    }

    @Test
    void anInitialMessageMayBeAnIdAlone() {
        ByteBuf bytes = Unpooled.buffer().writeLong(7);
        assertThat(InitialMessage.isComplete(bytes)).isTrue();
        assertThat(InitialMessage.read(new JuteReader(bytes))).isEqualTo(new InitialMessage(0, 7, List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", "host:port", "host:1:2", "host:65536", "[::1:5", "a:1|"})
    void invalidAddressIsRefused(String text) {
        ByteBuf bytes = Unpooled.buffer();
        new JuteWriter(bytes).writeLong(InitialMessage.VERSION_1).writeLong(1).writeString(text);
        assertThatThrownBy(() -> InitialMessage.read(new JuteReader(bytes))).isInstanceOf(MalformedFrame.class);
    }

    @Test
    void iPv6AddressesAreInBrackets() {
        InitialMessage message =
                new InitialMessage(InitialMessage.VERSION_2, 4, List.of(new HostPort("::1", 5), new HostPort("b", 6)));
        ByteBuf bytes = Unpooled.buffer();
        message.write(new JuteWriter(bytes));
        assertThat(bytes.toString(20, bytes.readableBytes() - 20, java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("[::1]:5|b:6");
        assertThat(InitialMessage.read(new JuteReader(bytes))).isEqualTo(message);
    }

    @Test
    void learnerInfoMayBeShort() {
        assertThat(hello("")).isEqualTo(new LearnerInfo(LearnerInfo.ANONYMOUS, 0, 0));
        assertThat(hello("0000000000000005")).isEqualTo(new LearnerInfo(5, 0, 0));
        assertThat(hello("000000000000000500010000")).isEqualTo(new LearnerInfo(5, 0x10000, 0));
        assertThatThrownBy(() -> hello("00000005")).isInstanceOf(MalformedFrame.class);
        LearnerMessage.Hello nothing =
                (LearnerMessage.Hello) LearnerMessage.of(QuorumPacket.of(PacketType.FOLLOWER_INFO, 0, null));
        assertThat(nothing.info().sid()).isEqualTo(LearnerInfo.ANONYMOUS);
    }

    @Test
    void wrongLengthIsRefusedAtOnce() {
        ByteBuf data = Unpooled.buffer().writeInt(2).writeLong(1).writeInt(1001);
        assertThatThrownBy(() -> QuorumPacket.isComplete(data, 1000)).hasMessageContaining("1001 bytes where 1000");
        ByteBuf ids = Unpooled.buffer().writeInt(2).writeLong(1).writeInt(0).writeInt(Integer.MAX_VALUE);
        assertThatThrownBy(() -> QuorumPacket.isComplete(ids, 1000)).isInstanceOf(MalformedFrame.class);
        ByteBuf address = Unpooled.buffer().writeLong(-65536).writeLong(1).writeInt(2049);
        assertThatThrownBy(() -> InitialMessage.isComplete(address)).isInstanceOf(MalformedFrame.class);
    }

    @Test
    void messagesOfTheOtherSideAreRefused() {
        assertThatThrownBy(() -> LeaderMessage.of(QuorumPacket.of(PacketType.ACK, 1, null)))
                .isInstanceOf(MalformedFrame.class);
        assertThatThrownBy(() -> LearnerMessage.of(QuorumPacket.of(PacketType.COMMIT, 1, null)))
                .isInstanceOf(MalformedFrame.class);
        assertThatThrownBy(() -> LearnerMessage.of(new QuorumPacket(20, 1, null, null)))
                .isInstanceOf(MalformedFrame.class);
    }

    @Test
    void randomBytesGiveAValueOrARefusal() {
        Random random = new Random(20);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            if (bytes.length > 4) {
                bytes[0] = bytes[1] = bytes[2] = 0; // In some inputs, the type exists.
            }
            refused += attempt(() -> Notification.read(new JuteReader(Unpooled.wrappedBuffer(bytes))));
            refused += attempt(() -> InitialMessage.read(new JuteReader(Unpooled.wrappedBuffer(bytes))));
            refused += attempt(() -> SaslToken.read(new JuteReader(Unpooled.wrappedBuffer(bytes))));
            refused +=
                    attempt(() -> LeaderMessage.of(QuorumPacket.read(new JuteReader(Unpooled.wrappedBuffer(bytes)))));
            refused +=
                    attempt(() -> LearnerMessage.of(QuorumPacket.read(new JuteReader(Unpooled.wrappedBuffer(bytes)))));
            refused += attempt(() -> EnsembleConfig.parse(new Payload(bytes).text()));
        }
        assertThat(refused).isGreaterThan(50_000);
    }

    @Test
    void votersWithoutAWeightAreListedWithOne() {
        String text = "server.1=a:1:2:participant\nserver.2=b:1:2:observer\nserver.3=c:1:2:participant\n";
        EnsembleConfig config = EnsembleConfig.parse(text + "group.1=1:3\nweight.3=2\nversion=0");
        assertThat(config.weights()).isEqualTo(Map.of(1L, 1L, 3L, 2L));
        assertThat(config.sameAs(EnsembleConfig.parse(text + "group.1=1:3\nweight.1=1\nweight.3=2\nversion=1")))
                .isTrue();
        assertThat(EnsembleConfig.parse(text + "version=0").weights()).isEmpty();
    }

    @Test
    void aHierarchicalConfigurationKeepsGroupsAndWeights() {
        String text = "server.1=a:1:2:participant;0.0.0.0:3\nserver.2=[fe80::1]:1:2|b:1:2:observer\n"
                + "group.1=1:2\nweight.1=3\nversion=1f";
        EnsembleConfig config = EnsembleConfig.parse(text);
        assertThat(config.version()).isEqualTo(0x1f);
        assertThat(config.isHierarchical()).isTrue();
        assertThat(config.isVoter(1)).isTrue();
        assertThat(config.isObserver(2)).isTrue();
        assertThat(config.members().get(2L).addresses()).extracting("host").containsExactly("b", "fe80::1");
        assertThat(EnsembleConfig.parse(config.text())).isEqualTo(config);
        assertThatThrownBy(() -> EnsembleConfig.parse("clientPort=1")).isInstanceOf(MalformedFrame.class);
        assertThatThrownBy(() -> EnsembleConfig.parse("server.1=a:1:2:king")).isInstanceOf(MalformedFrame.class);
    }

    @Test
    void orderOfLinesDoesNotMatterInAConfiguration() {
        EnsembleConfig one = EnsembleConfig.parse("server.1=a:1:2:participant\nserver.2=b:1:2:participant\nversion=1");
        EnsembleConfig other = EnsembleConfig.parse("server.2=b:1:2\nserver.1=a:1:2\nversion=2");
        assertThat(one.sameAs(other)).isTrue();
        assertThat(one.sameAs(EnsembleConfig.parse("server.1=a:1:2\nversion=2")))
                .isFalse();
    }

    private static LearnerInfo hello(String hex) {
        QuorumPacket packet = QuorumPacket.of(PacketType.OBSERVER_INFO, 0, new Payload(ByteBufUtil.decodeHexDump(hex)));
        return ((LearnerMessage.Hello) LearnerMessage.of(packet)).info();
    }

    private static int attempt(Runnable read) {
        try {
            read.run();
            return 0;
        } catch (MalformedFrame refused) {
            return 1;
        }
    }

    private static ByteBuf notification(int length) {
        ByteBuf whole = Unpooled.buffer()
                .writeInt(2)
                .writeLong(3)
                .writeLong(Zxid.of(7, 1))
                .writeLong(5);
        whole.writeLong(9).writeInt(2).writeInt(Integer.MAX_VALUE);
        return whole.writerIndex(length);
    }
}
