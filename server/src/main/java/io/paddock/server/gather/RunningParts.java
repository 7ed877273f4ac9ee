// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.gather;

import io.paddock.server.config.ServerConfig;
import io.paddock.server.core.Clock;
import io.paddock.server.core.Core;
import io.paddock.server.facts.MemberView;
import io.paddock.server.metrics.Metrics;
import io.paddock.server.net.FrontEnd;
import io.paddock.storage.log.TxnLogWriter;
import io.paddock.storage.tree.ZnodeTree;

/**
 * The parts of a running server that can be asked.
 *
 * @param tree only in a slot or on the core thread
 * @param member its place in an ensemble
 */
public record RunningParts(
        ServerConfig config,
        ZnodeTree tree,
        Core core,
        FrontEnd frontEnd,
        TxnLogWriter log,
        Metrics metrics,
        Clock clock,
        MemberView member) {}
