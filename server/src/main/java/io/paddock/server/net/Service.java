// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.paddock.server.auth.AccessControl;
import io.paddock.server.config.ServerConfig;
import io.paddock.server.core.Clock;
import io.paddock.server.core.CoreInbox;
import io.paddock.server.core.PublishedRole;
import io.paddock.server.ops.ReadOps;
import io.paddock.server.ops.WriteOps;
import io.paddock.storage.tree.ZnodeTree;

/** The objects that every connection uses. Immutable, shared by all loops. */
record Service(
        ServerConfig config,
        ZnodeTree tree,
        CoreInbox inbox,
        PublishedRole role,
        AccessControl access,
        ReadOps reads,
        WriteOps writes,
        Words words,
        Admission admission,
        Throttles throttles,
        RefusalLog refusals,
        NetCounters counters,
        Clock clock) {}
