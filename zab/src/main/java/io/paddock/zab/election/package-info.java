// SPDX-License-Identifier: Apache-2.0
/**
 * Finding a leader: ZooKeeper's fast leader election (Zab phase 0).
 *
 * <p>Door: {@link Election}, which only PeerCore uses.
 * Sees: protocol, protocol.quorum, zab.ensemble, zab.member, zab.door.
 * Safety does not depend on this package. A leader whose history is not the newest fails in discovery, so a
 * wrong choice costs only time. There is one exception: an operator who changes more than one voter at once.
 * Then {@link OtherLists} prevents a second quorum, as far as votes show it. Invariant: a vote is made from
 * what is durably logged.
 */
package io.paddock.zab.election;
