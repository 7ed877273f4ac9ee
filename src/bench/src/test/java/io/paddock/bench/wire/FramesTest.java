// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The expected requests are those that real clients sent to a real server. */
class FramesTest {
    private static final PathPattern G_A = PathPattern.of("/g/a");

    @Test
    void connectRequestAsksForANewSession() throws IOException {
        assertThat(hex(Frames.connect(40_000), 0, 0)).isEqualTo(golden("01-connect-new"));
    }

    @Test
    void requestsEqualTheRecordedOnes() throws IOException {
        assertThat(hex(Frames.closeSession(), 1, 0)).isEqualTo(golden("04-closesession-short"));
        assertThat(hex(Frames.ping(), Frames.PING_XID, 0)).isEqualTo(golden("08-ping"));
        assertThat(hex(Frames.read(PathPattern.of("/"), false), 1, 0)).isEqualTo(golden("10-getdata-root"));
        assertThat(hex(Frames.create(PathPattern.of("/g"), ascii("hello")), 3, 0))
                .isEqualTo(golden("12-create"));
        assertThat(hex(Frames.exists(PathPattern.of("/g")), 8, 0)).isEqualTo(golden("17-exists-after-delete-cversion"));
        assertThat(hex(Frames.write(G_A, ascii("me")), 0x17, 0)).isEqualTo(golden("34-setdata-own-watch-order"));
        assertThat(hex(Frames.children(PathPattern.of("/g")), 0x19, 0)).isEqualTo(golden("36-getchildren"));
    }

    @Test
    void aWatchingReadDiffersInItsLastByteOnly() {
        String plain = hex(Frames.read(G_A, false), 9, 0);
        assertThat(hex(Frames.read(G_A, true), 9, 0)).isEqualTo(plain.substring(0, plain.length() - 1) + "1");
    }

    @Test
    void deleteAsksForAnyVersion() throws IOException {
        String versionZero = golden("16-delete");
        assertThat(hex(Frames.delete(PathPattern.of("/g/n")), 7, 0))
                .isEqualTo(versionZero.substring(0, versionZero.length() - 8) + "ffffffff");
    }

    @Test
    void xidsAreWrittenIntoTheirPlaces() {
        PathPattern path = PathPattern.of("/fill").number("/p", 4, 1000).number("/n", 6);
        FrameTemplate read = Frames.read(path, false);
        assertThat(pathOf(read, 12_345)).isEqualTo("/fill/p0012/n012345");
        assertThat(pathOf(read, 7)).isEqualTo("/fill/p0000/n000007");
        assertThat(pathOf(read, 999_999)).isEqualTo("/fill/p0999/n999999");
    }

    @Test
    void multiWritesConsecutiveNumbers() {
        PathPattern path = PathPattern.of("/b").number("/k", 3);
        String set = "00000005" + "00" + "ffffffff" + "00000007";
        String tail = "0000000178" + "ffffffff";
        assertThat(hex(Frames.multiWrite(path, ascii("x"), 2), 5, 99))
                .isEqualTo("0000004b" + "00000005" + "0000000e"
                        + set + ascii16("/b/k099") + tail
                        + set + ascii16("/b/k100") + tail
                        + "ffffffff" + "01" + "ffffffff");
    }

    @Test
    void pathsAreAscii() {
        assertThatThrownBy(() -> PathPattern.of("/sch\u00f6n")).isInstanceOf(IllegalArgumentException.class);
    }

    private static String pathOf(FrameTemplate read, long number) {
        ByteBuf out = Unpooled.buffer();
        read.appendTo(out, 1, number);
        return out.toString(16, out.getInt(12), StandardCharsets.US_ASCII);
    }

    private static String hex(FrameTemplate frame, int xid, long number) {
        ByteBuf out = Unpooled.buffer();
        frame.appendTo(out, xid, number);
        assertThat(out.readableBytes()).isEqualTo(frame.length());
        return ByteBufUtil.hexDump(out);
    }

    private static String ascii16(String text) {
        return ByteBufUtil.hexDump(ascii(text));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = FramesTest.class.getResourceAsStream("/golden/" + name + ".request.hex")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).trim();
        }
    }
}
