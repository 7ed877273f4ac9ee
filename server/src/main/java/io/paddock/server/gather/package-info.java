// SPDX-License-Identifier: Apache-2.0
/**
 * Collects facts from the running parts of a server.
 *
 * <p>Door: {@link LiveFacts}, {@link RunningParts}, {@link FactThread}.
 * Sees: protocol.quorum, server.config, server.core, server.facts, server.metrics, server.net, server.session,
 * server.watch, storage.log, storage.tree.
 * Each part answers on its own thread, in slices where an answer grows with the number of clients. Work on files and on
 * long lists runs on the fact thread. Invariant: to ask changes nothing.
 */
package io.paddock.server.gather;
