// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.log.LogOptions;
import io.paddock.storage.log.TxnLogWriter;
import io.paddock.storage.log.TxnRecords;
import io.paddock.storage.snapshot.Compression;
import io.paddock.storage.snapshot.SnapshotWriter;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Histories on disk for tests of recovery. */
final class WrittenHistory {
    private WrittenHistory() {}

    static Map<Long, List<String>> epochs(Path data, int epochs, int txns) throws IOException {
        return epochs(data, data, epochs, txns);
    }

    /**
     * Writes a history of several epochs, with snapshots and several log files.
     * @return the tree after each txn
     */
    static Map<Long, List<String>> epochs(Path data, Path dataLog, int epochs, int txns) throws IOException {
        Recovery.open(data, dataLog, RecoveryOptions.DEFAULTS);
        RealDirectory disk = new RealDirectory(data.resolve("version-2"), false);
        RealDirectory logs = new RealDirectory(dataLog.resolve("version-2"), false);
        Map<Long, List<String>> trees = new HashMap<>();
        SplittableRandom random = new SplittableRandom(txns);
        ZnodeTree tree = Recovery.open(data, dataLog, RecoveryOptions.DEFAULTS).tree();
        trees.put(0L, TreeText.of(tree));
        for (int epoch = 0; epoch < epochs; epoch++) {
            LogOptions options = new LogOptions(4096, 20_000, 200, -1, 1000);
            RandomHistory history = new RandomHistory(random, tree).after((long) epoch << 32);
            try (TxnLogWriter log = new TxnLogWriter(logs, options, random, tree.lastZxid())) {
                for (int i = 0; i < txns; i++) {
                    LoggedTxn txn = history.next();
                    trees.put(txn.header().zxid(), TreeText.of(tree));
                    ByteBuf record = Unpooled.buffer();
                    TxnRecords.frame(txn, record);
                    log.append(txn.header().zxid(), record);
                    log.sync();
                    if (i % 9 == 8) {
                        log.roll();
                    }
                    if (i % 13 == 12) {
                        new SnapshotWriter(disk, Compression.NONE, 0).write(tree);
                    }
                }
            }
        }
        return trees;
    }
}
