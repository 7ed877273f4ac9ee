// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.storage.tree.ChangeListener;
import io.paddock.storage.tree.TreeGate;
import io.paddock.storage.tree.TxnResult;
import io.paddock.storage.tree.Znode;
import io.paddock.storage.tree.ZnodeTree;
import java.util.Locale;
import java.util.SplittableRandom;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One read and one write of the tree. The cost per operation must not rise as the tree grows. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TreeBenchmark {
    private static final int PER_PARENT = 1000;
    private static final int KEYS = 4096;

    /** How many znodes there are. */
    @Param({"1000", "1000000"})
    public int znodes;

    private final SplittableRandom random = new SplittableRandom(1);
    private final String[] keys = new String[KEYS];
    private final byte[] value = new byte[100];
    private ZnodeTree tree;
    private TreeGate.ReadSlot slot;
    private ByteBuf reply;
    private JuteWriter writer;
    private long zxid;
    private int next;

    @Setup
    public void grow() {
        tree = new ZnodeTree();
        slot = tree.gate().newSlot();
        reply = PooledByteBufAllocator.DEFAULT.directBuffer(1024);
        writer = new JuteWriter(reply);
        tree.gate().lockAll();
        for (int i = 0; i < znodes; i++) {
            if (i % PER_PARENT == 0) {
                create(parent(i), i / PER_PARENT + 1);
            }
            create(path(i), i % PER_PARENT + 1);
        }
        tree.gate().unlockAll();
        for (int i = 0; i < KEYS; i++) {
            keys[i] = path(random.nextInt(znodes));
        }
    }

    @TearDown
    public void release() {
        reply.release();
        slot.close();
    }

    @Benchmark
    public Znode find() {
        return tree.find(key());
    }

    /** The part of a getData that reads the tree: the slot, the znode, its data and stat in the buffer. */
    @Benchmark
    public ByteBuf read() {
        slot.enter();
        Znode znode = tree.find(key());
        reply.clear();
        znode.writeData(writer);
        znode.writeStat(writer);
        slot.exit();
        return reply;
    }

    /** The part of a setData that changes the tree: all slots, one txn. A batch would share the slots. */
    @Benchmark
    public TxnResult write() {
        String key = key();
        tree.gate().lockAll();
        Txn txn = new Txn.SetData(OpCode.SET_DATA, key, value, tree.find(key).version() + 1);
        TxnResult result = apply(txn);
        tree.gate().unlockAll();
        return result;
    }

    private void create(String path, int parentCversion) {
        apply(new Txn.Create(OpCode.CREATE, path, value, Acl.OPEN, false, parentCversion));
    }

    private TxnResult apply(Txn txn) {
        zxid++;
        return tree.apply(new TxnHeader(1, 1, zxid, zxid, txn.type()), txn, null, ChangeListener.NONE);
    }

    private String key() {
        next = next + 1 & KEYS - 1;
        return keys[next];
    }

    private static String parent(int i) {
        return String.format(Locale.ROOT, "/p%07d", i / PER_PARENT);
    }

    private static String path(int i) {
        return parent(i) + String.format(Locale.ROOT, "/n%011d", i);
    }
}
