// SPDX-License-Identifier: Apache-2.0
/**
 * The shell around {@link io.paddock.zab.PeerCore}: it carries out effects, and answers them with events.
 *
 * <p>Door: {@link Peer}.
 * Sees: protocol, protocol.quorum, protocol.txn, server.config, server.core, server.facts,
 * server.link, server.listen, server.metrics, server.ops, storage.*, zab.*.
 * The core thread owns everything that does not say otherwise. Links and disk post tasks to it. Invariant: effects are
 * carried out in the order in which they are given. A disk event is reported only when a power cut can no longer undo
 * it.
 */
package io.paddock.server.peer;
