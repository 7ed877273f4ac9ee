// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Helpers for bytes in tests. */
public final class Bytes {
    private Bytes() {}

    public static byte[] written(Consumer<JuteWriter> writing) {
        JuteWriter out = new JuteWriter(Unpooled.buffer());
        writing.accept(out);
        return ByteBufUtil.getBytes(out.buffer());
    }

    public static JuteReader reader(byte[] bytes) {
        return new JuteReader(Unpooled.wrappedBuffer(bytes));
    }

    /** @param text hexadecimal; blanks between groups are ignored */
    public static byte[] hex(String text) {
        return ByteBufUtil.decodeHexDump(text.replace(" ", ""));
    }

    public static String hex(byte[] bytes) {
        return ByteBufUtil.hexDump(bytes);
    }

    /**
     * Reads lines of name and hexadecimal from a resource next to {@code owner}. A repeated name gets a
     * number.
     */
    public static Map<String, byte[]> recorded(Class<?> owner, String resource) {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
            Map<String, byte[]> recorded = new LinkedHashMap<>();
            for (String line : lines) {
                if (!line.startsWith("#")) {
                    String[] parts = line.split(" ");
                    String name = recorded.containsKey(parts[0]) ? parts[0] + "#" + recorded.size() : parts[0];
                    recorded.put(name, hex(parts[1]));
                }
            }
            return recorded;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
