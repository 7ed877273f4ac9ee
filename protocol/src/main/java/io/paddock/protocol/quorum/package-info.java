// SPDX-License-Identifier: Apache-2.0
/**
 * What members of an ensemble say to each other: election port and quorum port, byte for byte as ZooKeeper 3.5 to 3.9 have it.
 *
 * <p>Door: {@link io.paddock.protocol.quorum.InitialMessage}, {@link io.paddock.protocol.quorum.Notification} (election port);
 * {@link io.paddock.protocol.quorum.QuorumPacket}, {@link io.paddock.protocol.quorum.LeaderMessage},
 * {@link io.paddock.protocol.quorum.LearnerMessage} (quorum port); {@link io.paddock.protocol.quorum.SaslToken} (both);
 * {@link io.paddock.protocol.quorum.EnsembleConfig} (the text of a configuration);
 * {@link io.paddock.protocol.quorum.HostText} (what the text of a host means, without a name server). The snapshot bytes behind a SNAP are not read here.
 * No I/O, no state, no threads. Invariant: whatever the bytes, reading ends in a value or in a
 * {@link io.paddock.protocol.jute.MalformedFrame}, and takes no memory that a lying length asks for.
 */
package io.paddock.protocol.quorum;
