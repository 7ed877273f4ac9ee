// SPDX-License-Identifier: Apache-2.0
/**
 * Finding a leader: ZooKeeper's fast leader election (Zab phase 0).
 *
 * <p>Door: {@link Election}, for PeerCore alone.
 * Sees: protocol, protocol.quorum, zab.ensemble, zab.member, zab.door.
 * Safety does not depend on this package. A leader whose history is not the newest fails in discovery, so a wrong
 * choice costs only time. The exception is an operator who changes more than one voter at once: then {@link OtherLists}
 * keeps a second quorum from forming, as far as votes tell. Invariant: a vote is made from what is durably logged.
 */
package io.paddock.zab.election;
