// SPDX-License-Identifier: Apache-2.0
/**
 * Discovery, synchronisation and broadcast on a follower or observer (Zab paper, phases 1 to 3).
 *
 * <p>Door: {@link LearnerCore}, which only PeerCore uses.
 * Sees: protocol, protocol.jute, protocol.quorum, zab.ensemble, zab.member, zab.door.
 * Never waits. Invariants: a promise is on disk before it is given. The initial history is on disk before
 * currentEpoch, and currentEpoch before the ACK of NEWLEADER. A proposal is on disk before its ACK. ACKs
 * leave in zxid order.
 */
package io.paddock.zab.learner;
