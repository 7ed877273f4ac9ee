// SPDX-License-Identifier: Apache-2.0
/**
 * Discovery, synchronisation and broadcast on the leader (Zab paper, phases 1 to 3).
 *
 * <p>Door: {@link LeaderCore}, and {@link ObserverMaster} for a follower that serves observers instead of the
 * leader. Only PeerCore uses both.
 * Sees: protocol, protocol.quorum, zab.ensemble, zab.learner, zab.member, zab.door.
 * Never waits. Invariants: an epoch has one leader, whose history is not older than that of a quorum. A
 * commit leaves only after the logs of a quorum hold the txn durably, and in zxid order. Clients are served
 * only while the connected members are a quorum.
 */
package io.paddock.zab.leader;
