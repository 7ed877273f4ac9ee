// SPDX-License-Identifier: Apache-2.0
/**
 * Who a client is, and what an access control list lets it do.
 *
 * <p>Door: {@link io.paddock.server.auth.Identities} of a connection, {@link io.paddock.server.auth.AccessControl} for all questions about
 * them. Sees protocol and config. Immutable, so any thread. Invariant: what is stored in a znode's list was valid when it was stored, and
 * never names the scheme {@code auth}.
 */
package io.paddock.server.auth;
