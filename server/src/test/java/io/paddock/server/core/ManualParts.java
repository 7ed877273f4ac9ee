// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.metrics.Metrics;
import io.paddock.server.session.SessionTracker;
import io.paddock.server.watch.Watches;
import io.paddock.storage.tree.ZnodeTree;
import java.util.ArrayList;
import java.util.List;

/** What every role works with, over an empty tree and a clock that the test moves. */
final class ManualParts {
    static final long BEGAN_MILLIS = 100_000;
    static final int TICK_MILLIS = 2000;

    /** Every session is known to all members. */
    static final LocalSessions SHARED = new LocalSessions(false, false, 1);
    /** Sessions begin as this member's alone, and stay so. */
    static final LocalSessions LOCAL = new LocalSessions(true, false, 1);
    /** Sessions begin as this member's alone; one that creates an ephemeral znode becomes known to all. */
    static final LocalSessions UPGRADING = new LocalSessions(true, true, 1);

    final ZnodeTree tree = new ZnodeTree();
    final CoreInbox inbox = new CoreInbox(1 << 20);
    final CoreParts parts;
    long nowMillis = BEGAN_MILLIS;

    final Clock clock = new Clock() {
        @Override
        public long wallMillis() {
            return nowMillis;
        }

        @Override
        public long monotonicMillis() {
            return nowMillis;
        }
    };

    ManualParts(LocalSessions locals) {
        Metrics metrics = new Metrics();
        List<Shard> shards = new ArrayList<>();
        parts = new CoreParts(
                tree,
                new SessionTracker(TICK_MILLIS),
                new Publisher(tree.gate(), clock, shards),
                shards,
                new Watches(metrics),
                clock,
                locals,
                inbox,
                WriteMetrics.of(metrics));
    }

    /** @return a new client that is connected */
    RecordingClient client() {
        RecordingClient client = new RecordingClient(tree, inbox);
        parts.add(client.shard());
        return client;
    }

    /** Gives a role everything that is queued, until nothing is left to do. */
    void drive(Role role) {
        boolean worked;
        do {
            worked = runTasks(role) | takeWrites(role) | role.pass();
            if (nowMillis >= role.nextDueMillis()) {
                role.tick(nowMillis);
                worked = true;
            }
        } while (worked);
    }

    /** @return whether there were any tasks */
    boolean runTasks(Role role) {
        boolean any = false;
        for (CoreInbox.CoreTask task = inbox.nextTask(); task != null; task = inbox.nextTask()) {
            task.run(role);
            any = true;
        }
        return any;
    }

    private boolean takeWrites(Role role) {
        boolean any = false;
        for (OrderedRequest write = inbox.nextWrite(); write != null; write = inbox.nextWrite()) {
            role.take(write);
            any = true;
        }
        return any;
    }
}
