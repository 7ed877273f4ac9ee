// SPDX-License-Identifier: Apache-2.0
/**
 * Sockets: bytes from clients in, replies and events out.
 *
 * <p>Door: {@link io.paddock.server.net.FrontEnd}. Sees core, ops, session, watch, auth, config. Everything here runs on event loops; a
 * connection never leaves its own. {@code Lifecycle} says how a connection ends: what it has received is served first. Invariant: one client's bytes, however odd or slow, cost the others nothing but their share.
 */
package io.paddock.server.net;
