// SPDX-License-Identifier: Apache-2.0
/**
 * Sessions: ids, passwords, timeouts and expiry.
 *
 * <p>Door: {@link SessionTracker}, {@link Session}.
 * Sees: nothing.
 * The core thread owns the tracker. The event loop of a session's connection writes the time of its last touch.
 * Invariant: a session never expires before its negotiated timeout.
 */
package io.paddock.server.session;
