// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import java.util.concurrent.TimeUnit;

/** Notices a client that holds much memory in replies and takes in none of them. Looked at once a second by its loop. */
final class UnreadReplies {
    private static final long DEAF_NANOS = TimeUnit.SECONDS.toNanos(5);

    private long bytesBefore;
    private long sinceNanos;

    /** Notes what is unread now. */
    void note(long bytes, long nowNanos) {
        if (bytesBefore < BigReplies.BYTES_MIN || bytes < bytesBefore) {
            sinceNanos = nowNanos;
        }
        bytesBefore = bytes;
    }

    /** @return whether much has been unread for long, without getting less */
    boolean isStuck(long nowNanos) {
        return bytesBefore >= BigReplies.BYTES_MIN && nowNanos - sinceNanos > DEAF_NANOS;
    }
}
