// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Wire;
import io.paddock.server.EmbeddedServer;
import org.junit.jupiter.api.Test;

/** What members are compared by at the end of a test tells the smallest difference. */
class TreeTest {
    private static final int SESSION_MILLIS = 30_000;

    @Test
    void anyChangeShows() {
        try (EmbeddedServer server = EmbeddedServer.start();
                Wire wire = Wire.open(server.port())) {
            wire.newSession(SESSION_MILLIS);
            wire.call(Frame.create(1, "/a", new byte[] {1}, 0));
            Tree tree = Tree.read(wire);
            assertThat(tree.differences(Tree.read(wire))).isEmpty();

            wire.call(Frame.setData(2, "/a", new byte[] {1})); // The same data, another version.
            Tree written = Tree.read(wire);
            assertThat(tree.differences(written)).singleElement().asString().startsWith("/a is");

            wire.call(Frame.create(3, "/b", new byte[0], 0));
            assertThat(written.differences(Tree.read(wire))).anyMatch(text -> text.startsWith("/b is null"));
        }
    }
}
