// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that are carried without being decoded: an encoded txn, a configuration text, the body of a request.
 * Two payloads are equal when their bytes are equal. The array is not copied: neither the giver nor the
 * receiver may write to it.
 */
public record Payload(byte[] bytes) {
    /** No bytes. On the wire this is length 0, which differs from null. */
    public static final Payload EMPTY = new Payload(new byte[0]);

    /** The UTF-8 bytes of {@code text}. */
    public static Payload ofText(String text) {
        return new Payload(text.getBytes(StandardCharsets.UTF_8));
    }

    /** @return length in bytes */
    public int length() {
        return bytes.length;
    }

    /** @return the bytes read as UTF-8 */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Payload that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
