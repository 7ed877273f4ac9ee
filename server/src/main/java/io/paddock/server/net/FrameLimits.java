// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import java.net.InetSocketAddress;

/** Which frames may be read at all, by the length they announce: before any memory is taken for them. */
record FrameLimits(int bytesMax, LargeRequests large) {
    /** @return null, or why the connection is to be closed */
    String refusal(int length, InetSocketAddress peer) {
        if (length <= 0 || length > bytesMax) {
            return "Len error. A message from " + peer + " with advertised length of " + length
                    + " is either a malformed message or too large to process (length is greater than jute.maxbuffer="
                    + bytesMax + ")";
        }
        return large.admits(length) ? null : large.refusal(length);
    }
}
