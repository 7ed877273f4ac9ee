// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab;

import static io.paddock.zab.Scenes.CONFIG;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.door.Event;
import io.paddock.zab.door.Settings;
import io.paddock.zab.member.DiskState;
import io.paddock.zab.member.Rules;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmallTickTimeTest {
    private static final long MILLIS_MAX = 1000;

    /**
     * Half a tick of one millisecond rounds down to zero. A clock that moves by it would stand still, and no
     * wait would end.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10})
    void electionEndsEvenWithAVeryShortTick(int tickMillis) {
        PeerCore core =
                new PeerCore(Settings.of(3, tickMillis, 1000, 1000), Rules.ZAB, DiskState.EMPTY, CONFIG, CONFIG);
        core.start();
        core.on(Scenes.vote(2, PeerState.LOOKING, 3, 1, 0));
        long now = 0;
        while (core.state() == PeerState.LOOKING && now < MILLIS_MAX) {
            core.on(new Event.Tick(now));
            now++;
        }

        assertThat(core.state()).isEqualTo(PeerState.LEADING);
    }
}
