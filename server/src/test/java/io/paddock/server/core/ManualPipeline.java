// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.server.auth.AccessControl;
import io.paddock.server.config.ConfigException;
import io.paddock.server.config.ConfigReader;
import io.paddock.server.ops.PendingTree;
import io.paddock.server.ops.WriteOps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A pipeline without a log: the test reads what was put in order, and says what is committed. */
final class ManualPipeline {
    final ManualParts kit;
    final WriteOps ops = new WriteOps(false, false, false, null);
    final Pipeline pipeline;
    /** Each prepared txn, as "zxid type". */
    final List<String> ordered = new ArrayList<>();
    /** The bodies of the same txns. */
    final List<LoggedTxn> txns = new ArrayList<>();

    ManualPipeline(LocalSessions locals) {
        kit = new ManualParts(locals);
        PendingTree pending = new PendingTree(kit.tree, true, false);
        pipeline = new Pipeline(kit.parts, pending, ops, access(), this::order, 0);
    }

    private static AccessControl access() {
        String unused = Path.of("").toAbsolutePath().toString();
        try {
            return new AccessControl(ConfigReader.fromMap(Map.of("dataDir", unused, "clientPort", "0"))
                    .auth());
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    private void order(LoggedTxn txn) {
        ordered.add(txn.header().zxid() + " " + txn.header().type());
        txns.add(txn);
    }

    /** All up to this zxid is committed, and applied. */
    void commit(long zxid) {
        pipeline.committed(zxid);
        pipeline.apply();
    }
}
