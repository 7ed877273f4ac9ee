// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.server.config.ServerConfig;
import io.paddock.server.core.Clock;
import io.paddock.server.core.Core;
import io.paddock.server.metrics.Metrics;
import io.paddock.server.net.FrontEnd;
import io.paddock.storage.log.TxnLogWriter;
import io.paddock.storage.tree.ZnodeTree;

/**
 * What there is to ask about.
 *
 * @param tree only inside a slot or on the core thread
 * @param member its place among others
 */
public record RunningServer(
        ServerConfig config,
        ZnodeTree tree,
        Core core,
        FrontEnd frontEnd,
        TxnLogWriter log,
        Metrics metrics,
        Clock clock,
        MemberView member) {}
