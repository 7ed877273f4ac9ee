// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionPasswordTest {
    @ParameterizedTest
    @CsvSource({
        "0000000000000001, 054cc74a37327db215e702e20c73f005",
        "0100001e8d510000, 953dc94efe47f420fba6d9ca77e3b719",
        "1000002a082a0000, c48e519a0113435c42c98e96b24517be",
        "ffffffffffffffff, 20f62cb5648dc2d771471c8a2486a9ee",
    })
    void equalsThePasswordOfApacheForTheSameSession(String sessionId, String password) {
        long id = Long.parseUnsignedLong(sessionId, 16);
        assertThat(HexFormat.of().formatHex(SessionPassword.of(id))).isEqualTo(password);
        assertThat(SessionPassword.proves(id, HexFormat.of().parseHex(password)))
                .isTrue();
    }

    @Test
    void otherPasswordsAreRefused() {
        byte[] right = SessionPassword.of(7);
        byte[] wrong = right.clone();
        wrong[15] ^= 1;
        assertThat(SessionPassword.proves(7, wrong)).isFalse();
        assertThat(SessionPassword.proves(8, right)).isFalse();
        assertThat(SessionPassword.proves(7, new byte[16])).isFalse();
        assertThat(SessionPassword.proves(7, new byte[0])).isFalse();
        assertThat(SessionPassword.proves(7, null)).isFalse();
    }

    @Test
    void everyPasswordOfSessionZeroIsRefused() {
        assertThat(SessionPassword.proves(0, SessionPassword.of(0))).isFalse();
        assertThat(SessionPassword.proves(0, new byte[16])).isFalse();
    }
}
