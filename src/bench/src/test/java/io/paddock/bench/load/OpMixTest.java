// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.bench.wire.OpKind;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpMixTest {
    @Test
    void eachOperationIsPickedAccordingToItsWeight() {
        OpMix mix = OpMix.parse("get=90, set=8,MULTI=2");
        Map<OpKind, Integer> picked = new EnumMap<>(OpKind.class);
        for (int i = 0; i < mix.total(); i++) {
            picked.merge(mix.pick(i), 1, Integer::sum);
        }
        assertThat(picked).isEqualTo(Map.of(OpKind.GET, 90, OpKind.SET, 8, OpKind.MULTI, 2));
    }

    @Test
    void aWeightMayBeLeftOut() {
        assertThat(OpMix.parse("set")).hasToString("set=1");
        assertThat(OpMix.parse("set").has(OpKind.GET)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "got=1", "get=0", "get=-1", "get=x", "get=1,get=2", "get=1,", "close=1", "get=9999999"})
    void invalidMixIsRefused(String text) {
        assertThatThrownBy(() -> OpMix.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusalNamesTheAllowedOperations() {
        assertThatThrownBy(() -> OpMix.parse("got=1"))
                .hasMessage("no operation \"got\": use get, set, exists, children, create, delete, multi");
        assertThatThrownBy(() -> OpMix.parse("get=0")).hasMessageContaining("from 1 to 1000000");
    }
}
