// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.e2e.harness.Finished;
import io.paddock.e2e.harness.Layout;
import io.paddock.e2e.harness.RequiredClient;
import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.SharedServer;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Python client: {@code kazoo/exercise.py}, one process for each of its exercises. */
class KazooTest {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(ServerOptions.plain());

    // The system's own first: packages for it do not reach another Python that comes before it in the path.
    private static String python;

    @BeforeAll
    static void kazooIsInstalled() {
        python = RequiredClient.firstOf(
                "kazoo (python3-kazoo)", List.of("/usr/bin/python3", "python3"), List.of("-c", "import kazoo"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "basics",
                "ephemerals",
                "watches",
                "locks",
                "elections",
                "barriers",
                "counters",
                "transactions",
                "acls",
                "queues",
                "sessions"
            })
    void kazoo(String exercise) {
        String script = Layout.resource("kazoo/exercise.py").toString();
        Finished run = Finished.run(List.of(python, "-B", script, SERVER.connectString(), exercise));
        assertThat(run.out()).as(run.all()).endsWith("done " + exercise + "\n");
        assertThat(run.exitCode()).isZero();
    }
}
