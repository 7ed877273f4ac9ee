// SPDX-License-Identifier: Apache-2.0
package io.paddock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.server.config.ConfigReader;
import io.paddock.storage.recovery.Recovered;
import io.paddock.storage.recovery.Recovery;
import io.paddock.storage.recovery.RecoveryOptions;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
    @TempDir
    Path temp;

    @Test
    void everyRequestOfTheRehearsedSessionIsServed() throws Exception {
        Rehearsal.play(temp);
        Recovered recovered = Recovery.open(temp, temp, RecoveryOptions.DEFAULTS);
        // Creating the session, 200 rounds of create, setData and delete, and closing the session.
        assertThat(recovered.lastZxid()).isEqualTo(602);
        assertThat(recovered.tree().find("/rehearsal0")).isNull();
        assertThat(recovered.tree().sessions()).isEmpty();
    }

    @Test
    void theConfigurationIsOneThatIsServed() throws Exception {
        Rehearsal.play(temp);
        assertThat(new ConfigReader(Map.of()).read(temp.resolve("zoo.cfg")).warnings())
                .isEmpty();
    }
}
