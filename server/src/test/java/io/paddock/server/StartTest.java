// SPDX-License-Identifier: Apache-2.0
package io.paddock.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paddock.protocol.ErrorCode;
import io.paddock.storage.recovery.UnusableDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On which directories a server starts and on which it refuses to. */
final class StartTest {
    @TempDir
    Path directory;

    private List<String> files() throws IOException {
        try (Stream<Path> list = Files.list(directory.resolve("version-2"))) {
            return list.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aSecondServerOnTheSameDirectoryIsRefusedAndDisturbsNothing() throws IOException {
        try (EmbeddedServer first = EmbeddedServer.start(directory, Map.of())) {
            Files.writeString(directory.resolve("version-2/.tmp-snapshot.7"), "being written by the first");
            List<String> before = files();
            UncheckedIOException refused =
                    assertThrows(UncheckedIOException.class, () -> EmbeddedServer.start(directory, Map.of()));
            assertInstanceOf(UnusableDirectory.class, refused.getCause());
            assertTrue(refused.getMessage().contains("Another server is using"), refused.getMessage());
            assertEquals(before, files());
            first.restart();
        }
        EmbeddedServer.start(directory, Map.of()).close();
    }

    @Test
    void tornRecordAsLongAsAClientMaySendIsNoDamage() throws IOException {
        EmbeddedServer.start(directory, Map.of()).close();
        ByteBuffer torn = ByteBuffer.allocate(6 << 20);
        torn.putInt(0x5a4b4c47).putInt(2).putLong(0); // The header of a log.
        torn.putLong(1).putInt(5 << 20); // Checksum and length; the end byte never reached the disk.
        for (int i = 0; i < 1 << 20; i++) {
            torn.put((byte) 'x');
        }
        Files.write(directory.resolve("version-2/log.1"), torn.array());
        assertThrows(UncheckedIOException.class, () -> EmbeddedServer.start(directory, Map.of()));
        EmbeddedServer.start(directory, Map.of("jute.maxbuffer", "8000000")).close();
    }

    @Test
    void logThatDoesNotContinueTheSnapshotIsRefusedUnlessConfigured() throws IOException {
        try (EmbeddedServer server = EmbeddedServer.start(directory, Map.of())) {
            createIn(server, "/first");
            server.restart();
            createIn(server, "/second");
        }
        Files.delete(directory.resolve("version-2/log.1"));
        UncheckedIOException refused =
                assertThrows(UncheckedIOException.class, () -> EmbeddedServer.start(directory, Map.of()));
        assertTrue(refused.getMessage().contains("paddock.compat=strict"), refused.getMessage());
        try (EmbeddedServer server = EmbeddedServer.start(directory, Map.of("paddock.compat", "strict"));
                RawSession session = new RawSession(server.port(), 30_000)) {
            assertEquals(ErrorCode.NO_NODE.code(), session.getData("/first", false));
            assertEquals(0, session.getData("/second", false));
        }
        EmbeddedServer.start(directory, Map.of()).close(); // One start with Apache's choice is enough.
    }

    private static void createIn(EmbeddedServer server, String path) {
        try (RawSession session = new RawSession(server.port(), 30_000)) {
            assertEquals(0, session.create(path, new byte[0], 0));
        }
    }

    @Test
    void largestPossibleBufferMayBeConfigured() throws IOException {
        try (EmbeddedServer server = EmbeddedServer.start(directory, Map.of("jute.maxbuffer", "2147483647"));
                RawSession session = new RawSession(server.port(), 30_000)) {
            assertEquals(0, session.create("/a", new byte[100], 0));
            assertEquals(0, session.getData("/a", false));
        }
    }
}
