// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.storage.snapshot.BadSnapshot;
import io.paddock.storage.snapshot.SnapshotStreamReader;
import io.paddock.storage.snapshot.SnapshotStreamWriter;
import io.paddock.storage.tree.ChangeListener;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A tree that is sent to another member arrives, also if it changes while it is sent. Recorded streams of
 * ZooKeeper are read, and damaged streams are refused.
 */
final class SnapshotStreamTest {
    private static final int FIELD_BYTES_MAX = 1 << 20;
    private static final int OPEN_ACL_BYTES = 35;
    private static final int SEEDS = 60;

    /** The bytes after the SNAP packets that were recorded between ZooKeeper servers. */
    static List<byte[]> recorded() {
        try (Stream<Path> files = Files.walk(
                Path.of(SnapshotStreamTest.class.getResource("/golden/quorum").toURI()))) {
            List<byte[]> streams = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                List<String> lines = Files.readAllLines(file);
                for (int i = 1; i < lines.size(); i++) {
                    if (lines.get(i - 1).contains("SNAPSHOT-BYTES")) {
                        streams.add(ByteBufUtil.decodeHexDump(lines.get(i).substring(2)));
                    }
                }
            }
            return streams;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void thereAreFiveRecordedStreams() {
        assertEquals(5, recorded().size());
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void recordedStreamIsWrittenAndReadAgainUnchanged(byte[] recorded) throws IOException {
        ZnodeTree tree = read(Unpooled.wrappedBuffer(recorded), 0x100000012L);
        ByteBuf again = write(tree);
        // ZooKeeper keeps the open ACL in its table after its first use, although no znode refers to it.
        int dropped = recorded.length - again.readableBytes();
        assertTrue(dropped == 0 || dropped == OPEN_ACL_BYTES, dropped + " bytes fewer");
        assertEquals(TreeText.of(tree), TreeText.of(read(again, 0x100000012L)));
        assertTrue(tree.find("/zookeeper/config") != null);
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void readsAStreamByteByByteAndNothingAfterIt(byte[] recorded) throws IOException {
        SnapshotStreamReader reader = new SnapshotStreamReader(true, FIELD_BYTES_MAX);
        ByteBuf in = Unpooled.buffer();
        for (int i = 0; i < recorded.length - 1; i++) {
            in.writeByte(recorded[i]);
            assertFalse(reader.read(in));
            in.discardReadBytes();
        }
        assertThrows(BadSnapshot.class, () -> reader.tree(1));
        in.writeByte(recorded[recorded.length - 1]).writeInt(42);
        assertTrue(reader.read(in));
        assertEquals(4, in.readableBytes());
        assertEquals(TreeText.of(read(Unpooled.wrappedBuffer(recorded), 1)), TreeText.of(reader.tree(1)));
    }

    @Test
    void changingTreeArrivesTogetherWithTheTxnsAfterIt() throws IOException {
        int aclsLeaveNoTrace = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            RandomHistory history = new RandomHistory(random, new ZnodeTree());
            for (int i = random.nextInt(400); i > 0; i--) {
                history.next();
            }
            ByteBuf stream = Unpooled.buffer();
            List<LoggedTxn> after = new ArrayList<>();
            long zxid;
            try (SnapshotStreamWriter writer = new SnapshotStreamWriter(history.tree())) {
                zxid = writer.zxid();
                while (!writer.isComplete()) {
                    writer.write(stream, random.nextInt(2000));
                    for (int i = random.nextInt(4); i > 0; i--) {
                        after.add(history.next());
                    }
                }
            }
            ZnodeTree tree = read(stream, zxid);
            tree.gate().lockAll();
            for (LoggedTxn txn : after) {
                tree.apply(txn.header(), txn.txn(), txn.digest(), ChangeListener.NONE);
            }
            tree.gate().unlockAll();
            aclsLeaveNoTrace += tree.digests().mismatches() > 0 ? 1 : 0;
            assertEquals(TreeText.of(history.tree()), TreeText.of(tree), "seed " + seed);
        }
        assertTrue(aclsLeaveNoTrace < SEEDS / 4, aclsLeaveNoTrace + " with digests that do not match meanwhile");
    }

    @Test
    void lengthIsEstimatedAboutRight() {
        RandomHistory history = new RandomHistory(new SplittableRandom(8), new ZnodeTree());
        for (int i = 0; i < 1000; i++) {
            history.next();
        }
        double bytes = write(history.tree()).readableBytes();
        assertEquals(1, SnapshotStreamWriter.estimatedBytes(history.tree()) / bytes, 0.1);
    }

    @Test
    void damagedStreamsGiveATreeOrARefusalWithBoundedMemory() {
        SplittableRandom random = new SplittableRandom(11);
        int refused = 0;
        for (byte[] recorded : recorded()) {
            for (int i = 0; i < 400; i++) {
                byte[] bytes = recorded.clone();
                for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
                SnapshotStreamReader reader = new SnapshotStreamReader(true, FIELD_BYTES_MAX);
                try {
                    if (reader.read(Unpooled.wrappedBuffer(bytes))) {
                        reader.tree(1);
                    }
                } catch (BadSnapshot e) {
                    refused++;
                }
            }
        }
        assertTrue(refused > 100, refused + " refused");
    }

    @Test
    void hugeCountsAndLengthsNeverGiveATree() throws IOException {
        for (String hex : List.of(
                "ffffffff", // sessions
                "00000000ffffffff", // ACLs
                "0000000000000001" + "0000000000000001" + "ffffffff", // an ACL list without a length
                "0000000000000000" + "7fffffff", // a path
                "0000000000000000" + "00000000" + "7fffffff")) { // data
            SnapshotStreamReader reader = new SnapshotStreamReader(true, FIELD_BYTES_MAX);
            ByteBuf in = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
            assertThrows(BadSnapshot.class, () -> reader.read(in), hex);
        }
        ByteBuf promised = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("7fffffff"));
        assertFalse(new SnapshotStreamReader(true, FIELD_BYTES_MAX).read(promised));
    }

    @Test
    void anotherSignatureIsRefused() {
        byte[] bytes = recorded().get(0).clone();
        bytes[bytes.length - 1] = 'E';
        BadSnapshot refused = assertThrows(BadSnapshot.class, () -> read(Unpooled.wrappedBuffer(bytes), 1));
        assertNotEquals(-1, refused.getMessage().indexOf("signature"));
    }

    private static ByteBuf write(ZnodeTree tree) {
        ByteBuf out = Unpooled.buffer();
        try (SnapshotStreamWriter writer = new SnapshotStreamWriter(tree)) {
            while (!writer.isComplete()) {
                writer.write(out, 100);
            }
        }
        return out;
    }

    private static ZnodeTree read(ByteBuf in, long zxid) throws BadSnapshot {
        SnapshotStreamReader reader = new SnapshotStreamReader(true, FIELD_BYTES_MAX);
        assertTrue(reader.read(in));
        return reader.tree(zxid);
    }
}
