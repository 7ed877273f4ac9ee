// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.defects;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.paddock.e2e.ensemble.Member;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.Payload;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnDigest;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.log.LogOptions;
import io.paddock.storage.log.TxnLogWriter;
import io.paddock.storage.log.TxnRecords;
import io.paddock.storage.recovery.EpochFiles;
import io.paddock.storage.recovery.Recovered;
import io.paddock.storage.recovery.Recovery;
import io.paddock.storage.recovery.RecoveryOptions;
import io.paddock.storage.snapshot.Compression;
import io.paddock.storage.snapshot.SnapshotWriter;
import io.paddock.storage.tree.ChangeListener;
import io.paddock.storage.tree.TreeLoader;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Txns that create one znode each, and data directories made of them. The test names the znodes. */
final class History {
    private static final long SESSION = 0x3000000000000001L;
    private static final long TIME_MILLIS = 1_700_000_000_000L;

    private History() {}

    /** Creates {@code path}. */
    static LoggedTxn create(long zxid, String path) {
        return new LoggedTxn(
                new TxnHeader(SESSION, 1, zxid, TIME_MILLIS, OpCode.CREATE),
                new Txn.Create(OpCode.CREATE, path, new byte[1], null, false, Txn.PARENT_CVERSION_UNKNOWN),
                null);
    }

    /** The same txn with the digest of {@code tree} after the txn is applied to it. */
    static LoggedTxn applied(ZnodeTree tree, LoggedTxn txn) {
        tree.apply(txn.header(), txn.txn(), null, ChangeListener.NONE);
        return new LoggedTxn(txn.header(), txn.txn(), new TxnDigest(TxnDigest.VERSION, tree.digest()));
    }

    static Payload payload(LoggedTxn txn) {
        ByteBuf bytes = Unpooled.buffer();
        txn.write(new JuteWriter(bytes));
        return new Payload(ByteBufUtil.getBytes(bytes));
    }

    /** A leader's state: these znodes below the root. */
    static ZnodeTree tree(long zxid, String... paths) {
        TreeLoader loader = new TreeLoader(true);
        loader.node("", new byte[0], -1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        loader.node("/zookeeper", new byte[0], -1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        loader.node("/zookeeper/config", new byte[0], -1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        loader.node("/zookeeper/quota", new byte[0], -1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        for (String path : paths) {
            loader.node(path, new byte[1], -1, zxid, zxid, TIME_MILLIS, TIME_MILLIS, 0, 0, 0, 0, zxid);
        }
        return loader.finish(zxid);
    }

    /** Writes the member's epoch files. */
    static void epochs(Member member, long accepted, long current) throws IOException {
        EpochFiles files = new EpochFiles(directory(member));
        files.writeAccepted(accepted);
        files.writeCurrent(current);
    }

    /** Writes one more log file. */
    static void log(Member member, LoggedTxn... txns) throws IOException {
        LogOptions options = new LogOptions(1 << 16, 1 << 20, 1 << 20, -1, 1000);
        try (TxnLogWriter log = new TxnLogWriter(
                directory(member), options, new Random(1), txns[0].header().zxid() - 1)) {
            for (LoggedTxn txn : txns) {
                ByteBuf record = Unpooled.buffer();
                TxnRecords.frame(txn, record);
                log.append(txn.header().zxid(), record);
            }
            log.sync();
        }
    }

    /** Writes one more snapshot. */
    static void snapshot(Member member, ZnodeTree tree) throws IOException {
        new SnapshotWriter(directory(member), Compression.NONE, 0).write(tree);
    }

    private static RealDirectory directory(Member member) throws IOException {
        Path versioned = Files.createDirectories(member.dataDir().resolve("version-2"));
        return new RealDirectory(versioned, false);
    }

    /** What a killed member would start with: the names below the root except {@code zookeeper}, sorted. */
    static Set<String> onDisk(Member member) throws IOException {
        Set<String> names = new TreeSet<>(open(member).tree().find("/").childNames());
        names.remove("zookeeper");
        return names;
    }

    /** The last zxid with which a killed member would start. */
    static long lastOnDisk(Member member) throws IOException {
        return open(member).lastZxid();
    }

    private static Recovered open(Member member) throws IOException {
        return Recovery.open(member.dataDir(), member.dataDir(), RecoveryOptions.DEFAULTS);
    }
}
