// SPDX-License-Identifier: Apache-2.0
/**
 * The process: it builds all parts, starts them and closes them.
 *
 * <p>Door: {@link Server}; {@link EmbeddedServer} for the tests of other projects; {@code Main} for operators.
 * Sees: protocol.*, storage.*, server.*.
 * Invariant: two servers in one process do not notice each other.
 */
package io.paddock.server;
