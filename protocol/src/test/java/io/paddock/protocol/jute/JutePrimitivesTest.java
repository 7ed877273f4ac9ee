// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.jute;

import static io.paddock.protocol.Bytes.hex;
import static io.paddock.protocol.Bytes.reader;
import static io.paddock.protocol.Bytes.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JutePrimitivesTest {
    @Test
    void numbersAreBigEndian() {
        assertThat(hex(written(out -> out.writeInt(-2)
                        .writeLong(0x0102030405060708L)
                        .writeBoolean(true)
                        .writeBoolean(false))))
                .isEqualTo("fffffffe" + "0102030405060708" + "01" + "00");
        JuteReader in = reader(hex("fffffffe 0102030405060708 02 00"));
        assertThat(in.readInt()).isEqualTo(-2);
        assertThat(in.readLong()).isEqualTo(0x0102030405060708L);
        assertThat(in.readBoolean()).as("any byte but 0").isTrue();
        assertThat(in.readBoolean()).isFalse();
        assertThat(in.remaining()).isZero();
    }

    @Test
    void nullIsNotEmpty() {
        assertThat(reader(hex("ffffffff")).readString()).isNull();
        assertThat(reader(hex("00000000")).readString()).isEmpty();
        assertThat(reader(hex("ffffffff")).readBuffer()).isNull();
        assertThat(reader(hex("00000000")).readBuffer()).isEmpty();
        assertThat(reader(hex("ffffffff")).readStrings()).isNull();
        assertThat(reader(hex("00000000")).readStrings()).isEmpty();
        assertThat(reader(hex("ffffffff")).readAcls()).isNull();
        assertThat(reader(hex("00000000")).readAcls()).isEmpty();
        assertThat(hex(written(out -> out.writeString(null).writeString("")))).isEqualTo("ffffffff00000000");
        assertThat(hex(written(out -> out.writeBuffer(null).writeBuffer(new byte[0]))))
                .isEqualTo("ffffffff00000000");
        assertThat(hex(written(out -> out.writeStrings(null).writeStrings(List.of()))))
                .isEqualTo("ffffffff00000000");
        assertThat(hex(written(out -> out.writeAcls(null).writeAcls(List.of()))))
                .isEqualTo("ffffffff00000000");
    }

    @Test
    void listMayHoldNulls() {
        List<String> list = Arrays.asList("/a", null, "");
        byte[] bytes = written(out -> out.writeStrings(list));
        assertThat(hex(bytes)).isEqualTo("00000003" + "000000022f61" + "ffffffff" + "00000000");
        assertThat(reader(bytes).readStrings()).isEqualTo(list);
    }

    @ParameterizedTest
    @CsvSource({
        "a, 61",
        "\u00e9, c3a9",
        "\u20ac, e282ac",
        "\uffff, efbfbf",
        "\ud83d\ude00, eda0bdedb880", // Outside of the basic plane, each surrogate is encoded separately.
        "\ud83d, eda0bd",
        "a\ude00b\u00e9, 61edb88062c3a9",
    })
    void stringsAreWrittenAsCesu8(String text, String bytes) {
        byte[] expected = hex(bytes);
        assertThat(hex(written(out -> out.writeString(text))))
                .isEqualTo(String.format("%08x", expected.length) + bytes);
    }

    @Test
    void zeroCharacterIsOneByte() {
        assertThat(hex(written(out -> out.writeString("\0x")))).isEqualTo("000000020078");
    }

    @Test
    void fourByteUtf8IsReadAsOneCharacter() {
        assertThat(reader(hex("00000004 f09f9880")).readString()).isEqualTo("\ud83d\ude00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c3", "e282", "80", "c0af", "f5808080"})
    void malformedUtf8BecomesReplacementCharacters(String bytes) {
        byte[] field = hex(String.format("%08x", bytes.length() / 2) + bytes);
        assertThat(reader(field).readString()).matches("\ufffd+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fffffffe", "80000000", "00000001", "7fffffff", "0000000361ff"})
    void lengthsOutOfRangeAreRefused(String bytes) {
        assertThatThrownBy(() -> reader(hex(bytes)).readString()).isExactlyInstanceOf(MalformedFrame.class);
        assertThatThrownBy(() -> reader(hex(bytes)).readBuffer()).isExactlyInstanceOf(MalformedFrame.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fffffffe", "80000000"})
    void negativeCountsBelowMinusOneAreEmpty(String bytes) {
        assertThat(reader(hex(bytes)).readStrings()).isEmpty();
        assertThat(reader(hex(bytes)).readAcls()).isEmpty();
    }

    @Test
    void aFieldLongerThanAllowedIsRefused() {
        ByteBuf frame = Unpooled.wrappedBuffer(hex("00000003 616263 00000004 61626364"));
        JuteReader in = new JuteReader(frame, 3);
        assertThat(in.readString()).isEqualTo("abc");
        assertThatThrownBy(in::readBuffer).isExactlyInstanceOf(MalformedFrame.class);
    }

    @Test
    void readerSeesOnlyItsFrame() {
        ByteBuf two = Unpooled.wrappedBuffer(hex("00000001 00000002"));
        JuteReader in = new JuteReader(Integer.MAX_VALUE).over(two, 4);
        assertThat(in.readInt()).isEqualTo(1);
        assertThatThrownBy(in::readInt).isExactlyInstanceOf(MalformedFrame.class);
        assertThat(in.over(two, 4).readInt()).isEqualTo(2);
    }

    @Test
    void peekingDoesNotAdvance() {
        JuteReader in = reader(hex("00000001 00000002"));
        assertThat(in.peekInt(4)).isEqualTo(2);
        assertThat(in.readInt()).isEqualTo(1);
        assertThatThrownBy(() -> in.peekInt(4)).isExactlyInstanceOf(MalformedFrame.class);
    }

    @Test
    void wrongCountsAndLengthsTakeNoMemory() {
        assertAllocatesLittle("7fffffff 00000000 00000000", JuteReader::readStrings);
        assertAllocatesLittle("7fffffff 00000000 00000000", JuteReader::readAcls);
        assertAllocatesLittle("10000000 00000000 00000000", JuteReader::readStrings);
        assertAllocatesLittle("7fffffff 00000000", JuteReader::readBuffer);
        assertAllocatesLittle("7fffffff 00000000", JuteReader::readString);
    }

    private static void assertAllocatesLittle(String bytes, Consumer<JuteReader> read) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        JuteReader in = reader(hex(bytes));
        long before = threads.getCurrentThreadAllocatedBytes();
        Throwable refusal = null;
        try {
            read.accept(in);
        } catch (MalformedFrame e) {
            refusal = e;
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(refusal).isExactlyInstanceOf(MalformedFrame.class);
        assertThat(allocated).isLessThan(1 << 20);
    }

    @Test
    void refusalHasNoStackTrace() {
        assertThatThrownBy(() -> reader(new byte[0]).readInt())
                .isExactlyInstanceOf(MalformedFrame.class)
                .satisfies(refusal -> assertThat(refusal.getStackTrace()).isEmpty());
    }
}
