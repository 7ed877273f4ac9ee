// SPDX-License-Identifier: Apache-2.0
/**
 * One connection to a server, and the event loops that carry many. Door: {@link io.paddock.bench.client.Transport},
 * {@link io.paddock.bench.client.Connection}, {@link io.paddock.bench.client.SessionPool}.
 *
 * <p>Sees {@code wire}. A connection belongs to its event loop. Invariant: one flush for all requests that one socket
 * read made room for, replies parsed where they lie.
 */
package io.paddock.bench.client;
