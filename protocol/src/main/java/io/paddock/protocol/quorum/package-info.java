// SPDX-License-Identifier: Apache-2.0
/**
 * The messages between members of an ensemble, as ZooKeeper 3.5 to 3.9 have them.
 *
 * <p>Door: {@link InitialMessage} and {@link Notification} on the election port; {@link QuorumPacket}, {@link
 * LeaderMessage} and {@link LearnerMessage} on the quorum port; {@link SaslToken} on both; {@link EnsembleConfig}, the
 * text of a configuration; {@link HostText}, what the text of a host means without a name server. {@code
 * storage.snapshot} reads the snapshot bytes that follow a SNAP packet.
 * Sees: protocol, protocol.jute, protocol.txn.
 * No I/O, no state, no threads. Invariant: reading ends in a value or in {@link
 * io.paddock.protocol.jute.MalformedFrame}, whatever the bytes are, and never takes memory for a length that the bytes
 * only claim.
 */
package io.paddock.protocol.quorum;
