// SPDX-License-Identifier: Apache-2.0
/**
 * Learning from a leader, as follower or as observer: discovery, synchronisation and broadcast (Zab paper, phases 1 to 3, follower's side).
 *
 * <p>Door: {@link io.paddock.zab.learner.LearnerCore}, for PeerCore alone. Sees member, port, ensemble, protocol. Never waits. Invariants:
 * a promise is on disk before it is given; the initial history is on disk before currentEpoch, and that before the ACK of NEWLEADER; a
 * proposal is on disk before its ACK; acks leave in zxid order.
 */
package io.paddock.zab.learner;
