// SPDX-License-Identifier: Apache-2.0
/**
 * Four-letter words: facts as text.
 *
 * <p>Door: {@link FourLetterWords}.
 * Sees: protocol, protocol.quorum, server.config, server.facts, server.metrics, server.net.
 * Runs on event loops and never blocks them. Invariant: a word changes nothing but counters.
 */
package io.paddock.server.admin;
