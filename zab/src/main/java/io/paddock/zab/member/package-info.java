// SPDX-License-Identifier: Apache-2.0
/**
 * What a member keeps while its roles change: its position on disk, recent proposals, its vote, the time.
 *
 * <p>Door: {@link Member}, {@link Ledger}.
 * Sees: protocol, protocol.quorum, zab.ensemble, zab.door.
 * The thread that owns the PeerCore owns this state too. Invariant: epoch of the last logged zxid &lt;=
 * currentEpoch &lt;= acceptedEpoch. Only the first of them ever decreases.
 */
package io.paddock.zab.member;
