// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.ConnectRequest;
import io.paddock.protocol.client.SetDataRequest;
import io.paddock.server.EmbeddedServer;
import io.paddock.server.RawSession;
import org.junit.jupiter.api.Test;

/** A session that moves to another connection while its requests are on their way to the disk. */
final class RenewalTest {
    private static final int ROUNDS = 40;
    private static final int WRITES = 200;

    /**
     * Found in review: a write that cannot be decoded is not logged. A renewal after it looked for its log
     * record.
     */
    @Test
    void renewsAfterWritesThatCannotBeDecoded() {
        try (EmbeddedServer server = EmbeddedServer.start();
                RawSession bystander = new RawSession(server.port(), 30_000)) {
            assertEquals(0, bystander.create("/a", new byte[0], 0));
            for (int round = 0; round < ROUNDS; round++) {
                try (RawSession first = new RawSession(server.port(), 30_000)) {
                    for (int i = 0; i < WRITES; i++) {
                        first.send(OpCode.SET_DATA, new SetDataRequest("/a", new byte[10], -1)::write);
                        first.send(OpCode.CREATE, out -> out.writeInt(Integer.MAX_VALUE));
                    }
                    ConnectRequest renewal = new ConnectRequest(
                            0, 0, 30_000, first.id(), first.opened().password(), false);
                    try (RawSession second = new RawSession(server.port(), renewal)) {
                        assertEquals(first.id(), second.id());
                        assertEquals(0, second.getData("/a", false));
                    }
                }
            }
            assertEquals(0, bystander.setData("/a", new byte[1]));
        }
    }
}
