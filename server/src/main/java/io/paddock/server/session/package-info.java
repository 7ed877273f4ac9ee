// SPDX-License-Identifier: Apache-2.0
/**
 * Who is connected, for how long: ids, passwords, timeouts and expiry.
 *
 * <p>Door: {@link io.paddock.server.session.SessionTracker}, {@link io.paddock.server.session.Session}. The tracker belongs to the core thread; a
 * session's last touch is written by its connection's event loop. Invariant: a session never ends before its negotiated timeout.
 */
package io.paddock.server.session;
