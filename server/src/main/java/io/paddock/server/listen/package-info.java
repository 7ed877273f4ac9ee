// SPDX-License-Identifier: Apache-2.0
/**
 * Listens on addresses that are configured as host names. A name's address may change while the server runs.
 *
 * <p>Door: {@link PortBinding}, one for each port; {@link Names} for the name service.
 * Sees: protocol.quorum.
 * Invariants: a lookup never blocks an event loop or the core thread. A failed lookup closes nothing.
 */
package io.paddock.server.listen;
