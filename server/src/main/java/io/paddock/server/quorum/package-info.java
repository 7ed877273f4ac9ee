// SPDX-License-Identifier: Apache-2.0
/**
 * Links to the other members of an ensemble.
 *
 * <p>Door: {@link io.paddock.server.quorum.ElectionPort} for votes, {@link io.paddock.server.quorum.LearnerAcceptor} and {@link
 * io.paddock.server.quorum.LeaderDial} for the {@link io.paddock.server.quorum.QuorumLink}s of leader and learners. Sees protocol, storage, config and listen. Invariant: whatever a peer sends costs a bounded amount
 * of memory, and at most a log line now and then. Neither TLS nor SASL yet.
 */
package io.paddock.server.quorum;
