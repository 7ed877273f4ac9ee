// SPDX-License-Identifier: Apache-2.0
/**
 * Agreement: one member of an ensemble as a pure function of events.
 *
 * <p>Door: {@link io.paddock.zab.PeerCore}. Sees everything below it and protocol; no socket, file, clock, thread or random source. Owned by one
 * thread. Invariant: the same events give the same effects.
 *
 * <p>Not there: the oracle for two voters, learners older than 3.4.
 */
package io.paddock.zab;
