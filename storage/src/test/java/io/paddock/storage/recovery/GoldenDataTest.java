// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.disk.ZxidName;
import io.paddock.storage.log.TxnLogReader;
import io.paddock.storage.log.TxnRecords;
import io.paddock.storage.snapshot.Compression;
import io.paddock.storage.snapshot.SnapshotReader;
import io.paddock.storage.snapshot.SnapshotWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every recorded data directory gives the recorded tree or is refused, as by the recorded server. The lists
 * below are the exceptions.
 */
final class GoldenDataTest {
    /**
     * Apache refuses these although they are intact, because of its own defects. The value is the case with
     * the same tree, if there is one.
     */
    private static final Map<String, String> LOADED_THOUGH_REFUSED_THERE = Map.of(
            "c-close-no-body", "",
            "c-digest-off-read-default", "v-digest-off",
            "c-digest-on-read-off", "",
            "c-epoch-current-old", "");

    /** Apache starts from these and loses whole records after a damaged one. */
    private static final Set<String> REFUSED_THOUGH_LOADED_THERE = Set.of("c-mid-no-eor-last-file", "c-payload-short");

    /** Apache starts from these, too. Updates are missing, and it does not always report that. */
    static List<String> warnedOf() {
        return List.of(
                "c-gap-after-snapshot",
                "c-gap-missing-epoch",
                "c-tail-no-eor",
                "c-tail-zeroed",
                "c-tail-cut-payload",
                "c-tail-cut-crc",
                "c-snap-flip",
                "c-snap-truncated",
                "c-gz-truncated",
                "c-snappy-truncated",
                "c-log-empty-last",
                "v-digest-wrong",
                "v-trust-empty-hole");
    }

    /** Refusals with other words than ours: the JVM's words there. */
    private static final Map<String, String> OUR_WORDS = Map.of(
            "c-log-empty-middle", "shorter than its header",
            "c-log-short-header-last", "shorter than its header",
            "c-mid-len-minus1", "Unreasonable length = -1");

    @TempDir
    Path temporary;

    static List<GoldenCase> all() {
        return GoldenCase.all();
    }

    static Stream<GoldenCase> loadable() {
        return GoldenCase.all().stream()
                .filter(GoldenCase::starts)
                .filter(each -> !REFUSED_THOUGH_LOADED_THERE.contains(each.name()));
    }

    @Test
    void allRecordedCasesExist() {
        assertEquals(96, GoldenCase.all().size());
    }

    @ParameterizedTest
    @MethodSource("loadable")
    void loadsTheRecordedTree(GoldenCase golden) throws IOException {
        DataDirectories directories = golden.copyTo(temporary);

        Recovered recovered = golden.recover(directories);

        assertEquals(TreeText.expected(golden.state()), TreeText.of(recovered.tree()));
        assertEquals(golden.expected().get("txns_replayed"), recovered.recordsReplayed());
    }

    @ParameterizedTest
    @MethodSource("all")
    void refusesWhatApacheRefused(GoldenCase golden) throws IOException {
        DataDirectories directories = golden.copyTo(temporary);
        boolean refused = REFUSED_THOUGH_LOADED_THERE.contains(golden.name())
                || !(golden.starts() || LOADED_THOUGH_REFUSED_THERE.containsKey(golden.name()));
        if (!refused) {
            golden.recover(directories);
            return;
        }
        RecoveryRefused refusal = assertThrows(RecoveryRefused.class, () -> {
            Recovered recovered = golden.recover(directories);
            new EpochFiles(new RealDirectory(directories.snapshots())).load(recovered.lastZxid());
        });
        if (!golden.starts()) {
            String ours = OUR_WORDS.get(golden.name());
            String words = ours != null ? ours : wordsOf(golden, directories);
            assertTrue(refusal.getMessage().contains(words), () -> refusal.getMessage() + " lacks: " + words);
        }
    }

    private static String wordsOf(GoldenCase golden, DataDirectories directories) {
        List<?> lines = (List<?>) golden.expected().get("log_warnings_and_errors");
        String last = lines.stream()
                .map(String.class::cast)
                .filter(line -> line.contains("Exception: "))
                .reduce((first, second) -> second)
                .orElseThrow();
        String root = directories.dataDir().getParent().toString();
        return last.substring(last.indexOf("Exception: ") + "Exception: ".length())
                .replace("<copy>", root);
    }

    @ParameterizedTest
    @MethodSource("warnedOf")
    void warnsAboutPossiblyMissingTxns(String name) throws IOException {
        GoldenCase golden = GoldenCase.of(name);
        assertFalse(golden.recover(golden.copyTo(temporary)).warnings().isEmpty());
    }

    @Test
    void loadsWhatApacheRefusesByMistake() throws IOException {
        for (Map.Entry<String, String> entry : LOADED_THOUGH_REFUSED_THERE.entrySet()) {
            GoldenCase golden = GoldenCase.of(entry.getKey());
            Recovered recovered = golden.recover(golden.copyTo(temporary.resolve(golden.name())));
            assertTrue(recovered.lastZxid() > 0, golden.name());
            if (!entry.getValue().isEmpty()) {
                List<String> tree =
                        TreeText.expected(GoldenCase.of(entry.getValue()).state());
                assertEquals(withoutDigests(tree), withoutDigests(TreeText.of(recovered.tree())));
            }
        }
    }

    private static List<String> withoutDigests(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceAll("digest -?\\d+$", "digest"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("loadable")
    void writtenTreeIsReadBackUnchanged(GoldenCase golden) throws IOException {
        Recovered recovered = golden.recover(golden.copyTo(temporary));
        for (Compression compression : Compression.values()) {
            Path target = Files.createDirectory(temporary.resolve(compression.name()));
            SnapshotWriter.Written written =
                    new SnapshotWriter(new RealDirectory(target), compression, 0).write(recovered.tree());

            assertEquals(List.of(written.name()), new RealDirectory(target).names());
            assertEquals(Files.size(target.resolve(written.name())), written.bytes());
            SnapshotReader.Loaded loaded = SnapshotReader.read(
                    target.resolve(written.name()),
                    written.zxid(),
                    golden.options().digestEnabled());
            assertEquals(TreeText.of(recovered.tree()), TreeText.of(loaded.tree()));
            assertEquals(recovered.lastZxid(), loaded.lastZxid());
        }
    }

    @Test
    void recordsAreEncodedToTheSameBytes() throws IOException {
        Set<Object> types = new TreeSet<>();
        for (String name : List.of("v-rich-log", "v-chain-logs", "v-quorum-leader", "v-quorum-epochs")) {
            Path logs = GoldenCase.of(name).origin().resolve("data/version-2");
            for (ZxidName file : ZxidName.ascending(new RealDirectory(logs).names(), ZxidName.LOG)) {
                try (TxnLogReader reader = new TxnLogReader(logs.resolve(file.name()), TxnLogReader.RECORD_BYTES_MAX)) {
                    for (LoggedTxn txn = reader.next(); txn != null; txn = reader.next()) {
                        ByteBuf again = Unpooled.buffer();
                        TxnRecords.frame(txn, again);
                        assertEquals(reader.record(), again, name);
                        assertEquals(txn.header(), TxnRecords.read(again).header());
                        types.add(txn.header().type());
                    }
                }
            }
        }
        assertEquals(12, types.size(), types::toString);
    }

    @Test
    void newSnapshotDiffersOnlyInTheOrderOfSiblings() throws IOException {
        DataDirectories empty = new DataDirectories(temporary.resolve("new"), temporary.resolve("new"));
        Recovery.open(empty.dataDir(), empty.dataLogDir(), RecoveryOptions.DEFAULTS);
        byte[] ours = Files.readAllBytes(empty.snapshots().resolve("snapshot.0"));
        byte[] theirs = Files.readAllBytes(GoldenCase.of("v-fresh").origin().resolve("data/version-2/snapshot.0"));
        assertEquals(theirs.length, ours.length);
    }
}
