// SPDX-License-Identifier: Apache-2.0
/**
 * Connections to the other members of an ensemble.
 *
 * <p>Door: {@link ElectionPort} for votes; {@link LearnerAcceptor} and {@link LeaderDial} for the {@link QuorumLink}s
 * between leader and learners.
 * Sees: protocol, protocol.jute, protocol.quorum, server.config, server.listen, server.metrics,
 * storage.snapshot, storage.tree.
 * Invariant: whatever another member sends, it costs a bounded amount of memory and a bounded number of log lines.
 * There is no TLS and no SASL yet.
 */
package io.paddock.server.link;
