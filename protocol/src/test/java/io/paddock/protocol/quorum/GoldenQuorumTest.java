// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.jute.MalformedFrame;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every connection recorded from real ensembles, message by message: read, written again, shortened and
 * damaged.
 */
class GoldenQuorumTest {
    static Stream<GoldenStream> streams() {
        return GoldenStream.all().stream();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void writesTheSameBytesThatItRead(GoldenStream stream) {
        for (GoldenStream.Line line : stream.lines()) {
            if (!line.isSnapshot()) {
                assertThat(ByteBufUtil.hexDump(rewritten(line)))
                        .as(line.comment())
                        .isEqualTo(ByteBufUtil.hexDump(line.bytes()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void messageIsCompleteOnlyWithItsLastByte(GoldenStream stream) {
        for (GoldenStream.Line line : stream.lines()) {
            if (line.isSnapshot() || line.isNotification()) {
                continue;
            }
            for (int length = 0; length < line.bytes().length; length++) {
                assertThat(isComplete(line, Unpooled.wrappedBuffer(line.bytes(), 0, length)))
                        .as(length + " bytes of " + line.comment())
                        .isFalse();
            }
            assertThat(isComplete(line, Unpooled.wrappedBuffer(line.bytes(), new byte[] {0})))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void damagedMessagesGiveAValueOrARefusal(GoldenStream stream) {
        Random random = new Random(stream.name().hashCode());
        int refused = 0;
        for (GoldenStream.Line line : stream.lines()) {
            if (line.isSnapshot()) {
                continue;
            }
            for (int i = 0; i < 20; i++) {
                byte[] bytes = line.bytes().clone();
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                bytes[random.nextInt(Math.min(16, bytes.length))] = (byte) random.nextInt();
                refused += read(line, bytes) ? 0 : 1;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void writesTheSameConfigurationTextThatItRead() {
        List<EnsembleConfig> seen = GoldenStream.all().stream()
                .flatMap(stream -> stream.lines().stream())
                .filter(GoldenStream.Line::isNotification)
                .map(line -> Notification.read(notificationBody(line)).config())
                .distinct()
                .filter(payload -> payload.length() > 0) // Scripted voters send no payload.
                .map(payload -> {
                    EnsembleConfig config = EnsembleConfig.parse(payload.text());
                    assertThat(config.payload()).isEqualTo(payload);
                    return config;
                })
                .toList();
        assertThat(seen).anyMatch(config -> config.version() > 0).anyMatch(config -> config.isObserver(4));
    }

    private static boolean isComplete(GoldenStream.Line line, ByteBuf bytes) {
        return switch (line.kind()) {
            case INITIAL -> InitialMessage.isComplete(bytes);
            case SASL -> SaslToken.isComplete(bytes);
            default -> QuorumPacket.isComplete(bytes, 1 << 20);
        };
    }

    private static boolean read(GoldenStream.Line line, byte[] bytes) {
        try {
            rewritten(line.with(bytes));
            return true;
        } catch (MalformedFrame refused) {
            return false;
        }
    }

    private static JuteReader notificationBody(GoldenStream.Line line) {
        JuteReader in = new JuteReader(Unpooled.wrappedBuffer(line.bytes()), Notification.BYTES_MAX);
        int length = in.readInt();
        if (length != in.remaining()) {
            throw new MalformedFrame("length " + length);
        }
        return in;
    }

    private static byte[] rewritten(GoldenStream.Line line) {
        ByteBuf bytes = Unpooled.wrappedBuffer(line.bytes());
        ByteBuf copy = Unpooled.buffer();
        JuteWriter out = new JuteWriter(copy);
        switch (line.kind()) {
            case INITIAL -> InitialMessage.read(new JuteReader(bytes)).write(out);
            case SASL -> SaslToken.read(new JuteReader(bytes)).write(out);
            case NOTIFICATION -> {
                Notification.read(notificationBody(line)).write(out.writeInt(0));
                copy.setInt(0, copy.readableBytes() - 4);
            }
            case PACKET -> {
                if (!QuorumPacket.isComplete(bytes, 1 << 20)) {
                    throw new MalformedFrame("cut short");
                }
                QuorumPacket packet = QuorumPacket.read(new JuteReader(bytes));
                QuorumPacket again = line.fromLearner()
                        ? LearnerMessage.of(packet).toPacket()
                        : LeaderMessage.of(packet).toPacket();
                again.write(out);
            }
            case SNAPSHOT -> throw new IllegalStateException("not a message");
        }
        return ByteBufUtil.getBytes(copy);
    }
}
