// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.paddock.storage.tree.TreeGate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an event loop delivers to its connections. */
final class ShardTest {
    @Test
    void failedDeliveryDelaysNeitherTheOthersNorTheGate() {
        TreeGate gate = new TreeGate();
        List<Runnable> tasks = new ArrayList<>();
        List<String> delivered = new ArrayList<>();
        Shard shard = new Shard(tasks::add, gate, () -> delivered.add("flushed"));
        gate.lockAll();
        shard.put(() -> delivered.add("first"));
        shard.put(() -> {
            throw new IllegalStateException("as if serving a connection had failed");
        });
        shard.put(() -> delivered.add("third"));
        gate.unlockAll();
        shard.wakeIfDue();
        tasks.forEach(Runnable::run);
        assertEquals(List.of("first", "third", "flushed"), delivered);
        gate.lockAll(); // If the slot were still held, this call would never return.
        gate.unlockAll();
        assertFalse(gate.isLocked());
    }
}
