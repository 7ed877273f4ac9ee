// SPDX-License-Identifier: Apache-2.0
/**
 * What a member keeps while its roles come and go: its standing on disk, the proposals of late, its vote, the time, and which
 * servers may follow though our list lacks them ({@link io.paddock.zab.member.Newcomers}).
 *
 * <p>Door: {@link io.paddock.zab.member.Member}, {@link io.paddock.zab.member.Ledger}. Sees port, ensemble, protocol. Owned by whoever owns the
 * PeerCore. Invariant: epoch of the last logged zxid &lt;= currentEpoch &lt;= acceptedEpoch, none of them ever goes down but the first.
 */
package io.paddock.zab.member;
