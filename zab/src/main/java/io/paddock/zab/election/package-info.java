// SPDX-License-Identifier: Apache-2.0
/**
 * Finding a leader: ZooKeeper's fast leader election (Zab phase 0).
 *
 * <p>Door: {@link io.paddock.zab.election.Election}, for PeerCore alone. Sees member, port, ensemble, protocol. Nothing here is needed for
 * safety: a wrong choice costs time, since a leader whose history is not the newest fails in discovery. The exception is an operator who changes
 * more than one voter in one go: {@link io.paddock.zab.election.OtherLists} then keeps a second quorum from forming, as far as votes tell. Invariant: a vote is made from what
 * is durably logged.
 */
package io.paddock.zab.election;
