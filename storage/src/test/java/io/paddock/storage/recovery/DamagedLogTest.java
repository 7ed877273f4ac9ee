// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.storage.log.TxnRecords;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One log file with every possible damage of a byte. The tree must be exactly that of some zxid, and missing
 * txns must be reported.
 */
final class DamagedLogTest {
    private static final int RECORDS = 30;

    @TempDir
    Path data;

    private Path log;
    private byte[] intact;
    private final List<Integer> starts = new ArrayList<>(); // offsets of the records; the last entry is the end
    private final List<List<String>> trees = new ArrayList<>(); // by zxid

    @BeforeEach
    void writeLog() throws IOException {
        Recovery.open(data, data, RecoveryOptions.DEFAULTS);
        RandomHistory history = new RandomHistory(new SplittableRandom(5), new ZnodeTree());
        ByteBuf bytes = Unpooled.buffer();
        bytes.writeInt(0x5a4b4c47).writeInt(2).writeLong(0);
        trees.add(TreeText.of(history.tree()));
        for (int i = 0; i < RECORDS; i++) {
            starts.add(bytes.writerIndex());
            LoggedTxn txn = history.next();
            TxnRecords.frame(txn, bytes);
            trees.add(TreeText.of(history.tree()));
        }
        starts.add(bytes.writerIndex());
        bytes.writeZero(700);
        intact = Arrays.copyOf(bytes.array(), bytes.writerIndex());
        log = data.resolve("version-2/log.1");
    }

    private Recovered recover(byte[] bytes) throws IOException {
        Files.write(log, bytes);
        Recovered recovered = Recovery.open(data, data, RecoveryOptions.DEFAULTS);
        assertEquals(trees.get((int) recovered.lastZxid()), TreeText.of(recovered.tree()));
        return recovered;
    }

    @Test
    void anIntactLogIsReadWithoutAWarning() throws IOException {
        Recovered recovered = recover(intact);
        assertEquals(RECORDS, recovered.lastZxid());
        assertEquals(List.of(), recovered.warnings());
    }

    @Test
    void logCutInsideARecordEndsBeforeIt() throws IOException {
        for (int record : List.of(RECORDS - 1, RECORDS / 2)) {
            for (int end = starts.get(record); end < starts.get(record + 1); end++) {
                Recovered recovered = recover(Arrays.copyOf(intact, end));
                assertEquals(record, recovered.lastZxid(), "cut at " + end);
                // The first bytes of a checksum are zeros, like those with which a file is preallocated.
                boolean bytesLeft = end > starts.get(record) + 4;
                assertEquals(bytesLeft, !recovered.warnings().isEmpty(), "cut at " + end);
            }
        }
    }

    @Test
    void logWithZerosFromInsideARecordOnEndsBeforeIt() throws IOException {
        for (int record : List.of(RECORDS - 1, RECORDS / 2)) {
            for (int end = starts.get(record); end < starts.get(record + 1); end++) {
                byte[] zeroed = intact.clone();
                Arrays.fill(zeroed, end, zeroed.length, (byte) 0);
                assertEquals(record, recover(zeroed).lastZxid(), "zeros from " + end);
            }
        }
    }

    @Test
    void everyFlippedBitIsNoticedOrHarmless() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        int refused = 0;
        for (int i = 0; i < 1500; i++) {
            int bit = i < 16 * 8 ? i : random.nextInt(starts.get(RECORDS) * 8);
            byte[] flipped = intact.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                Recovered recovered = recover(flipped);
                boolean whole = recovered.lastZxid() == RECORDS;
                assertEquals(whole, recovered.warnings().isEmpty(), "bit " + bit);
                // A flip may stay unnoticed only in the header's version and id, which are not used.
                assertTrue(!whole || bit < 16 * 8, "bit " + bit);
                // Such a flip may cut off only the last record, because it looks like a torn write.
                assertTrue(recovered.lastZxid() >= RECORDS - 1, "bit " + bit);
            } catch (RecoveryRefused e) {
                refused++;
            }
        }
        assertTrue(refused > 1200, "only " + refused + " refused");
    }

    @Test
    void unwrittenBlockIsATornWriteEvenIfALaterBlockWasWritten() throws IOException {
        int record = RECORDS / 2;
        ByteBuf later = Unpooled.buffer();
        later.writeBytes(intact, 0, starts.get(record));
        later.writeZero(1024);
        later.writeBytes(intact, starts.get(record + 1), intact.length - starts.get(record + 1));
        Recovered recovered = recover(Arrays.copyOf(later.array(), later.writerIndex()));
        assertEquals(record, recovered.lastZxid());
        assertFalse(recovered.warnings().isEmpty());
    }

    @Test
    void wholeRecordLongerThanTheLimitIsRead() throws IOException {
        Files.write(log, intact);
        RecoveryOptions tight =
                new RecoveryOptions(true, true, false, true, 20, false, false, RecoveryOptions.DEFAULTS.compression());
        assertEquals(RECORDS, Recovery.open(data, data, tight).lastZxid());
        intact[starts.get(3) + 20] ^= 1;
        Files.write(log, intact);
        assertThrows(RecoveryRefused.class, () -> Recovery.open(data, data, tight));
    }

    @Test
    void gapAfterTheSnapshotIsWarnedAboutOrRefused() throws IOException {
        ByteBuf later = Unpooled.buffer();
        later.writeBytes(intact, 0, 16);
        later.writeBytes(intact, starts.get(0 + 1), intact.length - starts.get(1));
        Files.write(log, Arrays.copyOf(later.array(), later.writerIndex()));
        RecoveryOptions strict =
                new RecoveryOptions(true, true, false, true, 1000, true, false, RecoveryOptions.DEFAULTS.compression());
        assertThrows(RecoveryRefused.class, () -> Recovery.open(data, data, strict));
        assertEquals(
                1,
                Recovery.open(data, data, RecoveryOptions.DEFAULTS).warnings().stream()
                        .filter(each -> each.contains("updates may be lost"))
                        .count());
        assertEquals(RECORDS, Recovery.open(data, data, strict).lastZxid(), "there is a snapshot behind the gap now");
    }
}
