// SPDX-License-Identifier: Apache-2.0
/**
 * What operators ask: four-letter words and the figures behind them.
 *
 * <p>Door: {@link io.paddock.server.admin.FourLetterWords}; {@link io.paddock.server.admin.MemberView} tells it of an ensemble. Sees net, core, session, watch, config, storage. Runs on event loops without blocking
 * them; what belongs to the core thread is asked of it. Invariant: a word changes nothing but counters.
 */
package io.paddock.server.admin;
