// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.jmh;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.server.watch.Subscriber;
import io.paddock.server.watch.WatchKind;
import io.paddock.server.watch.WatchTable;
import io.paddock.server.watch.Watches;
import io.paddock.storage.tree.ChangeListener;
import io.paddock.storage.tree.Znode;
import io.paddock.storage.tree.ZnodeTree;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Sets a data watch and fires it. Also measures the cost of a write that no watch concerns. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WatchTableBenchmark {
    private static final String WATCHED = "/watched";
    private static final String UNWATCHED = "/unwatched";

    /** How many clients watch the one znode. */
    @Param({"1", "2000"})
    public int watchers;

    private final ZnodeTree tree = new ZnodeTree();
    private final WatchTable table = new WatchTable();
    private final Watches watches = new Watches();
    private Subscriber[] subscribers;
    private Znode watched;
    private Znode unwatched;
    private long told;

    @Setup
    public void register() {
        create(WATCHED, 1);
        create(UNWATCHED, 2);
        watched = tree.find(WATCHED);
        unwatched = tree.find(UNWATCHED);
        watches.add(table);
        watches.applying(3);
        subscribers = new Subscriber[watchers];
        for (int i = 0; i < watchers; i++) {
            subscribers[i] = table.register(event -> told++);
            // This keeps the table from being empty.
            table.add(subscribers[i], "/other/" + i, WatchKind.DATA);
        }
    }

    private void create(String path, int zxid) {
        Txn txn = new Txn.Create(OpCode.CREATE, path, new byte[0], Acl.OPEN, false, zxid);
        tree.gate().lockAll();
        tree.apply(new TxnHeader(1, 1, zxid, zxid, txn.type()), txn, null, ChangeListener.NONE);
        tree.gate().unlockAll();
    }

    /** All clients watch, one event fires all watches. The figure is for all of them together. */
    @Benchmark
    public long watchAndTell() {
        for (Subscriber subscriber : subscribers) {
            table.add(subscriber, WATCHED, WatchKind.DATA);
        }
        watches.dataChanged(WATCHED, watched);
        return told;
    }

    /** A write that concerns none of the watches. */
    @Benchmark
    public long tellNobody() {
        watches.dataChanged(UNWATCHED, unwatched);
        return told;
    }
}
