// SPDX-License-Identifier: Apache-2.0
/**
 * Agreement: one member of an ensemble as a pure function of events.
 *
 * <p>Door: {@link PeerCore}.
 * Sees: protocol, protocol.quorum, zab.*.
 * This package has no socket, file, clock, thread or source of randomness. One thread owns a core. Invariant:
 * the same events give the same effects.
 */
package io.paddock.zab;
