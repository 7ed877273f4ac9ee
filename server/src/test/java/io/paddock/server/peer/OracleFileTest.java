// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.server.RawSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two voters, and a file that says whether one of them continues without the other. */
class OracleFileTest {
    @TempDir
    Path directory;

    @Test
    void onlyAFileThatBeginsWithOneMeansYes() throws IOException {
        Path file = directory.resolve("oracle");
        assertThat(new OracleFile(file).getAsBoolean()).isFalse();
        Files.writeString(file, "");
        assertThat(new OracleFile(file).getAsBoolean()).isFalse();
        Files.writeString(file, "0\n");
        assertThat(new OracleFile(file).getAsBoolean()).isFalse();
        Files.writeString(file, "1\n");
        OracleFile oracle = new OracleFile(file);
        assertThat(oracle.getAsBoolean()).isTrue();
        Files.writeString(file, "0\n");
        TestEnsemble.await(() -> !oracle.getAsBoolean());
    }

    @Test
    void oneOfTwoContinuesAloneAndTheOtherRejoinsIt() throws IOException {
        Path file = directory.resolve("oracle");
        Files.writeString(file, "1");
        try (TestEnsemble ensemble = new TestEnsemble(directory, 2, "oraclePath=" + file).start()) {
            int left = ensemble.leader();
            int away = ensemble.follower();
            ensemble.stop(away);
            try (RawSession session = ensemble.connect(left)) {
                assertThat(session.create("/alone", new byte[1], 0)).isZero();
            }
            ensemble.stop(left);
            ensemble.launch(left); // The other voter does not answer, so this one reads the oracle.
            TestEnsemble.await(() -> ensemble.mode(left).equals("leader"));
            // The oracle keeps the other voter from leading, too. From now on the leader needs the other voter.
            Files.writeString(file, "0");
            ensemble.launch(away);
            TestEnsemble.await(() -> ensemble.mode(away).equals("follower")
                    && ensemble.mode(left).equals("leader"));
            try (RawSession session = ensemble.connect(away)) {
                assertThat(session.exists("/alone", false)).isZero();
                assertThat(session.create("/both", new byte[1], 0)).isZero();
            }
        }
    }
}
