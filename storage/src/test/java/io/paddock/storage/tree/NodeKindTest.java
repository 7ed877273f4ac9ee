// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeKindTest {
    @Test
    void readsTheFourFormsOfAStoredOwnerField() {
        assertThat(NodeKind.of(0)).isEqualTo(NodeKind.PERSISTENT);
        assertThat(NodeKind.of(0x8000000000000000L)).isEqualTo(NodeKind.CONTAINER);
        assertThat(NodeKind.of(0xff00000000000001L)).isEqualTo(NodeKind.TTL);
        assertThat(NodeKind.of(0xff0000ffffffffffL)).isEqualTo(NodeKind.TTL);
        assertThat(NodeKind.of(0x0100002032680000L)).isEqualTo(NodeKind.EPHEMERAL);
        assertThat(NodeKind.of(0xfe00000000000001L)).isEqualTo(NodeKind.EPHEMERAL);
        assertThat(NodeKind.of(0xff01832fabcd0001L))
                .as("a session of server 255")
                .isEqualTo(NodeKind.EPHEMERAL);
        assertThat(NodeKind.of(-1)).isEqualTo(NodeKind.EPHEMERAL);
    }

    @Test
    void readsBackATimeToLive() {
        for (long millis : new long[] {1, 3_600_000, NodeKind.TTL_MILLIS_MAX}) {
            assertThat(NodeKind.of(NodeKind.ttlOwner(millis))).isEqualTo(NodeKind.TTL);
            assertThat(NodeKind.ttlMillis(NodeKind.ttlOwner(millis))).isEqualTo(millis);
        }
        assertThat(NodeKind.ttlOwner(3_600_000)).isEqualTo(0xff0000000036ee80L);
    }
}
