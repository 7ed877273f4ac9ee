// SPDX-License-Identifier: Apache-2.0
/**
 * Clients' connections: bytes from sockets in, replies and events out.
 *
 * <p>Door: {@link FrontEnd}.
 * Sees: protocol, protocol.client, protocol.jute, protocol.quorum, server.auth, server.config, server.core,
 * server.facts, server.listen, server.metrics, server.ops, server.session, server.watch, storage.tree.
 * Everything runs on event loops; a connection stays on its own loop. {@code Lifecycle} decides how a
 * connection ends: what it has received is served first. Invariant: a client whose bytes are wrong or
 * slow costs the other clients no more than its share.
 */
package io.paddock.server.net;
