// SPDX-License-Identifier: Apache-2.0
/**
 * Four-letter words, and the figures that they show.
 *
 * <p>Door: {@link FourLetterWords}; {@link MemberView} tells it about the ensemble.
 * Sees: protocol, protocol.quorum, server.config, server.core, server.metrics, server.net, server.session,
 * server.watch, storage.log, storage.tree.
 * Runs on event loops and never blocks them. The core thread answers what belongs to it. Invariant: a word changes
 * nothing but counters.
 */
package io.paddock.server.admin;
