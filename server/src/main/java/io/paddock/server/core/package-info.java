// SPDX-License-Identifier: Apache-2.0
/**
 * The one writer: every write in one order, logged, then applied.
 *
 * <p>Door: {@link io.paddock.server.core.Core} takes writes and sessions in from any thread; {@link io.paddock.server.core.Shard} is where an event
 * loop's share of the outcome waits; {@link io.paddock.server.core.Agreement} is who says what is committed. Sees ops, session, watch, storage.
 * Threads: core, log, snapshot. Invariant: nothing is applied, and nobody is told, before it is committed: durable here, or with a quorum.
 */
package io.paddock.server.core;
