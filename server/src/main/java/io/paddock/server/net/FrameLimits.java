// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import java.net.InetSocketAddress;

/**
 * Decides whether a frame may be read, by the length that it announces. This happens before any memory is
 * allocated for it.
 */
record FrameLimits(int bytesMax, LargeRequests large) {
    /** @return null, or the reason why the connection must be closed */
    String refusal(int length, InetSocketAddress peer) {
        if (length <= 0 || length > bytesMax) {
            return "Len error. A message from " + peer + " with advertised length of " + length
                    + " is either a malformed message or too large to process (length is greater than jute.maxbuffer="
                    + bytesMax + ")";
        }
        return large.admits(length) ? null : large.refusal(length);
    }
}
