// SPDX-License-Identifier: Apache-2.0
/**
 * Identities of clients, and what an access control list allows a client to do.
 *
 * <p>Door: {@link Identities} of a connection. {@link AccessControl} answers all questions about them.
 * Sees: protocol, protocol.jute, server.config.
 * Immutable, so any thread may use it. Invariant: the entries of a stored list were valid when they were stored. None
 * of them has the scheme {@code auth}.
 */
package io.paddock.server.auth;
