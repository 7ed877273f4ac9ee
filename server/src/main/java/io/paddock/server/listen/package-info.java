// SPDX-License-Identifier: Apache-2.0
/**
 * Listening on addresses that are configured as host names, whose addresses may change while the server runs.
 *
 * <p>Door: {@link io.paddock.server.listen.PortBinding}, one for each port; {@link io.paddock.server.listen.Names} for the name service. Sees the
 * protocol's words only. Invariants: a lookup never blocks an event loop or the core thread; a failed lookup closes nothing.
 */
package io.paddock.server.listen;
