// SPDX-License-Identifier: Apache-2.0
/**
 * The core: it puts all writes into one order, logs them and applies them.
 *
 * <p>Door: {@link Core} runs the core thread. {@link CoreInbox} takes writes and tasks from any thread.
 * {@link Shard} holds replies and events for one event loop. {@link Agreement} decides which txns are
 * committed.
 * Sees: protocol, protocol.client, protocol.jute, protocol.quorum, protocol.txn, server.auth, server.config, server.metrics,
 * server.ops, server.session, server.watch, storage.*.
 * Threads: core, log, snapshot. Invariant: a txn is applied, and clients get its reply and events, only after
 * it is committed. It is committed when it is durable on a standalone server or on a quorum.
 */
package io.paddock.server.core;
