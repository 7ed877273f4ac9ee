// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code gtmk} and {@code stmk}: show and set the number that selects ZooKeeper's traces. Paddock only stores
 * it.
 */
final class TraceMask {
    private static final long INITIAL = 0b100110010; // 306: client requests, sessions, events, warnings.

    private final AtomicLong mask = new AtomicLong(INITIAL);

    String text() {
        return String.valueOf(mask.get());
    }

    /**
     * @param rest at least 8 bytes, big endian
     * @return the new mask, empty if there are fewer bytes
     */
    String set(byte[] rest) {
        if (rest.length < Long.BYTES) {
            return "";
        }
        mask.set(ByteBuffer.wrap(rest).getLong());
        return text();
    }
}
