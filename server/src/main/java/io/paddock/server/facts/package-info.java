// SPDX-License-Identifier: Apache-2.0
/**
 * Facts about a running server, as records without text: what any surface for operators may show.
 *
 * <p>Door: {@link Facts}, {@link MemberView}, {@link FigureResets}, the records.
 * Sees: protocol, protocol.quorum, server.config, server.metrics.
 * Data only. Invariant: a fact is a value of one moment and never changes afterwards.
 */
package io.paddock.server.facts;
