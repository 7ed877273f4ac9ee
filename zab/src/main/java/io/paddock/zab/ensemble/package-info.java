// SPDX-License-Identifier: Apache-2.0
/**
 * The voters of a configuration, and which sets of them are a quorum.
 *
 * <p>Door: {@link Ensemble}; {@link Oracle} for two voters; {@link ListComparison} for lists without a
 * version; {@link QuorumRule}, which a test replaces to plant a wrong count.
 * Sees: protocol.quorum.
 * Immutable. Invariant: any two quorums of one configuration share a voter. While a new configuration is
 * proposed, each decision needs a quorum of the old one and of the new one.
 */
package io.paddock.zab.ensemble;
