// SPDX-License-Identifier: Apache-2.0
/**
 * The world around the tree: sockets, threads, clock, sessions, operators.
 *
 * <p>Door: {@link io.paddock.server.Server} builds everything and closes it; {@link io.paddock.server.EmbeddedServer} does so for other projects'
 * tests; {@code Main} for operators. Sees all of ours. Invariant: two servers in one process do not notice each other.
 */
package io.paddock.server;
