// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.tree.ChangeListener;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot is read in pieces of 256 KB. It must not matter where a piece ends. */
final class SnapshotPiecesTest {
    private static final int PIECE_BYTES = 1 << 18;

    @TempDir
    Path path;

    private RealDirectory directory;

    @BeforeEach
    void open() {
        directory = new RealDirectory(path, false);
    }

    private static void create(ZnodeTree tree, String name, byte[] data) {
        long zxid = tree.lastZxid() + 1;
        int creates = tree.find("/").creates() + 1;
        TxnHeader header = new TxnHeader(1, 1, zxid, zxid, OpCode.CREATE);
        tree.gate().lockAll();
        Txn create = new Txn.Create(OpCode.CREATE, name, data, Acl.OPEN, false, creates);
        assertEquals(0, tree.apply(header, create, null, ChangeListener.NONE).err());
        tree.gate().unlockAll();
    }

    private ZnodeTree writtenAndRead(ZnodeTree tree) throws IOException {
        SnapshotWriter.Written written = new SnapshotWriter(directory, Compression.NONE, 0).write(tree);
        SnapshotReader.Loaded loaded = SnapshotReader.read(path.resolve(written.name()), written.zxid(), true);
        assertEquals(tree.lastZxid(), loaded.lastZxid());
        assertEquals(tree.digest(), loaded.tree().digest());
        assertEquals(tree.nodeCount(), loaded.tree().nodeCount());
        return loaded.tree();
    }

    @Test
    void pieceMayEndInsideAnyField() throws IOException {
        for (int missing = 0; missing < 800; missing++) {
            ZnodeTree tree = new ZnodeTree();
            create(tree, "/a", new byte[PIECE_BYTES - missing]);
            create(tree, "/b", new byte[10]);
            writtenAndRead(tree);
        }
    }

    @Test
    void fieldsMayBeLongerThanPieces() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        ZnodeTree tree = new ZnodeTree();
        for (int i = 0; i < 30; i++) {
            byte[] data = new byte[random.nextInt(5 * PIECE_BYTES)];
            random.nextBytes(data);
            create(tree, "/n" + i, data);
        }
        ZnodeTree read = writtenAndRead(tree);
        for (int i = 0; i < 30; i++) {
            assertArrayEquals(tree.find("/n" + i).data(), read.find("/n" + i).data());
        }
    }

    @Test
    void refusesALargeSnapshotDamagedInAnyPiece() throws IOException {
        ZnodeTree tree = new ZnodeTree();
        for (int i = 0; i < 8; i++) {
            create(tree, "/n" + i, new byte[PIECE_BYTES / 3]);
        }
        Path file = path.resolve(
                new SnapshotWriter(directory, Compression.NONE, 0).write(tree).name());
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 1000; at < bytes.length - 200; at += 10_000) {
            bytes[at] ^= 4;
            Files.write(file, bytes);
            assertThrows(IOException.class, () -> SnapshotReader.read(file, tree.lastZxid(), true));
            bytes[at] ^= 4;
        }
    }

    @Test
    void refusesBytesAfterTheLastSection() throws IOException {
        ZnodeTree tree = new ZnodeTree();
        Path file = path.resolve(
                new SnapshotWriter(directory, Compression.NONE, 0).write(tree).name());
        byte[] bytes = Files.readAllBytes(file);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 5);
        Files.write(file, longer);
        assertThrows(BadSnapshot.class, () -> SnapshotReader.read(file, 0, true));
    }
}
