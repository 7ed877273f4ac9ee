// SPDX-License-Identifier: Apache-2.0
package io.paddock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleanupTest {
    @TempDir
    Path temp;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return new Cleanup(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(List.of(arguments));
    }

    @Test
    void wrongArgumentsAreRefusedWithTheUsage() {
        assertThat(run()).isEqualTo(1);
        assertThat(run(temp.toString(), "-n")).isEqualTo(1);
        assertThat(run(temp.toString(), "-n", "2")).isEqualTo(1);
        assertThat(run(temp.toString(), "/nope", "-n", "3")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("count should be greater than or equal to 3")
                .contains("Path '/nope' does not exist. ")
                .contains("PurgeTxnLog dataLogDir [snapDir] -n count");
    }

    @Test
    void withoutAWholeSnapshotNothingIsRemoved() throws Exception {
        Path version2 = Files.createDirectory(temp.resolve("version-2"));
        Files.createFile(version2.resolve("log.1"));
        Files.writeString(version2.resolve("snapshot.5"), "not a snapshot");
        assertThat(run(temp.toString(), "-n", "3")).isZero();
        assertThat(version2.toFile().list()).containsExactlyInAnyOrder("log.1", "snapshot.5");
        assertThat(out.size()).isZero();
    }

    @Test
    void eachRemovedFileIsNamedWithItsTime() throws Exception {
        Path version2 = Files.createDirectory(temp.resolve("version-2"));
        for (int zxid = 1; zxid <= 5; zxid++) {
            Files.createFile(version2.resolve("log." + zxid));
            Files.write(version2.resolve("snapshot." + zxid), wholeSnapshot());
        }
        assertThat(run(temp.toString(), temp.toString(), "-n", "3")).isZero();
        assertThat(version2.toFile().list())
                .containsExactlyInAnyOrder("log.3", "log.4", "log.5", "snapshot.3", "snapshot.4", "snapshot.5");
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(4)
                .allMatch(line -> line.matches("Removing file: .+\t" + version2 + "/(log|snapshot)\\.[12]"));
    }

    // Magic, version and database id, and the closing "/" that the quick check expects.
    private static byte[] wholeSnapshot() {
        byte[] bytes = new byte[64];
        System.arraycopy(new byte[] {'Z', 'K', 'S', 'N', 0, 0, 0, 2, -1, -1, -1, -1, -1, -1, -1, -1}, 0, bytes, 0, 16);
        bytes[62] = 1;
        bytes[63] = '/';
        return bytes;
    }
}
