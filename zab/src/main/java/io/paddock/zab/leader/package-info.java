// SPDX-License-Identifier: Apache-2.0
/**
 * Ordering transactions, as the leader: discovery, synchronisation and broadcast (Zab paper, phases 1 to 3, leader's side).
 *
 * <p>Door: {@link io.paddock.zab.leader.LeaderCore} and, for the followers that stand in for the leader with observers,
 * {@link io.paddock.zab.leader.ObserverMaster}, for PeerCore alone. Sees learner's Onward, member, port, ensemble, protocol. Never waits. Invariants: an epoch
 * is led by one leader only, and only over a history no older than that of a quorum; a commit leaves only once a quorum's logs hold it
 * durably, and in zxid order; clients are served only while the members that are connected are a quorum.
 */
package io.paddock.zab.leader;
