// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.facts;

import io.paddock.protocol.OpCode;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * One client connection.
 *
 * @param peer the client's address
 * @param interestOps as ZooKeeper shows it: 1 while the server reads from the connection, plus 4 while the
 *   client leaves replies unread; 0 after its end
 * @param outstanding requests read and not yet answered
 * @param received packets received
 * @param sent packets sent
 * @param session empty before the handshake
 */
public record ConnectionFacts(
        InetSocketAddress peer, int interestOps, long outstanding, long received, long sent, Optional<Use> session) {
    /**
     * What the session has done on this connection.
     *
     * @param lastOp the operation last answered; empty before the first
     * @param establishedMillis wall clock at which the connection was accepted
     * @param timeoutMillis the negotiated timeout
     * @param lastXid the xid last answered; negative before the first
     * @param lastZxid the zxid last answered
     * @param lastResponseMillis monotonic milliseconds of the last reply
     * @param latency of replies since the last reset
     */
    public record Use(
            long sessionId,
            Optional<OpCode> lastOp,
            long establishedMillis,
            int timeoutMillis,
            long lastXid,
            long lastZxid,
            long lastResponseMillis,
            Latency latency) {}

    /** Milliseconds from receipt to reply. All are zero before the first reply. */
    public record Latency(long last, long min, long average, long max) {}
}
