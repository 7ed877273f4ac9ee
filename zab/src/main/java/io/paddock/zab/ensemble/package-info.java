// SPDX-License-Identifier: Apache-2.0
/**
 * Who votes, and what is a quorum.
 *
 * <p>Door: {@link io.paddock.zab.ensemble.Ensemble}; {@link io.paddock.zab.ensemble.Oracle} where there are two voters; {@link io.paddock.zab.ensemble.ListComparison} for lists without a
 * version; {@link io.paddock.zab.ensemble.QuorumRule} for whoever wants to count differently (a test
 * that plants a wrong count). Sees protocol. Immutable. Invariant: any two quorums of one configuration share a voter; and while a new
 * configuration is on its way, what is decided has a quorum of both.
 */
package io.paddock.zab.ensemble;
