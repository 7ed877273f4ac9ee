// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.gather;

import io.paddock.server.config.ServerConfig;
import io.paddock.server.core.Clock;
import io.paddock.server.core.CoreParts;
import io.paddock.server.facts.MemberView;
import io.paddock.server.metrics.Metrics;
import io.paddock.server.net.FrontEnd;
import io.paddock.storage.log.TxnLogWriter;
import io.paddock.storage.tree.ZnodeTree;

/**
 * The parts of a running server that can be asked.
 *
 * @param core read its tree only in a slot or on the core thread, and its sessions only on the core thread
 * @param member the server's place in an ensemble
 */
public record RunningParts(
        ServerConfig config, CoreParts core, FrontEnd frontEnd, TxnLogWriter log, Metrics metrics, MemberView member) {
    ZnodeTree tree() {
        return core.tree();
    }

    Clock clock() {
        return core.clock();
    }
}
