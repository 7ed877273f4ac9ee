// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnDigest;
import io.paddock.protocol.txn.TxnHeader;
import java.lang.management.ManagementFactory;
import java.util.function.IntFunction;

/**
 * Prints the cost of a tree in bytes of heap and CPU time, without assertions. Run it by hand from the test
 * class path with {@code -Xmx1g}. It has one million znodes with 12-character names and 100 bytes of data.
 */
public final class TreeFootprint {
    private static final int ZNODES = 1_000_000;
    private static final byte[] DATA = new byte[100];

    private TreeFootprint() {}

    public static void main(String[] args) {
        if (args.length == 0) fill("one directory", i -> "/dir/n" + (10_000_000_000L + i), 0);
        if (args.length == 0) fill("directories of 1000", i -> "/dir" + i / 1000 + "/n" + (10_000_000_000L + i), 1000);
        if (args.length == 0) fill("directories of 4", i -> "/d" + i / 4 + "/n" + (10_000_000_000L + i), 4);
        times();
    }

    private static void fill(String shape, IntFunction<String> paths, int perDirectory) {
        ZnodeTree tree = new ZnodeTree();
        Txns txns = new Txns(tree);
        txns.create("/dir", "");
        long before = usedBytes();
        int directories = 0;
        long start = cpuNanos();
        for (int i = 0; i < ZNODES; i++) {
            String path = paths.apply(i);
            if (perDirectory > 0 && i % perDirectory == 0) {
                create(tree, path.substring(0, path.lastIndexOf('/')), new byte[0]);
                directories++;
            }
            create(tree, path, DATA);
            if (perDirectory == 0 && (i + 1) % 250_000 == 0) {
                System.out.printf("  %d: %d ns each%n", i + 1, (cpuNanos() - start) / 250_000);
                start = cpuNanos();
            }
        }
        long bytes = usedBytes() - before;
        System.out.printf("%s: %.1f bytes per znode, %d directories%n", shape, (double) bytes / ZNODES, directories);
        if (perDirectory == 0) {
            start = cpuNanos();
            for (int i = 0; i < ZNODES; i++) {
                delete(tree, paths.apply(i));
                if ((i + 1) % 250_000 == 0) {
                    System.out.printf("  deleted %d: %d ns each%n", i + 1, (cpuNanos() - start) / 250_000);
                    start = cpuNanos();
                }
            }
        }
    }

    private static void times() {
        ZnodeTree tree = new ZnodeTree();
        String[] paths = new String[1024];
        create(tree, "/services", DATA);
        for (int i = 0; i < 32; i++) {
            create(tree, "/services/group-" + i, DATA);
        }
        for (int i = 0; i < paths.length; i++) {
            paths[i] = "/services/group-" + i % 32 + "/instance-" + i;
            create(tree, paths[i], DATA);
        }
        TreeGate.ReadSlot slot = tree.gate().newSlot();
        for (int round = 0; round < 8; round++) {
            long start = cpuNanos();
            long sum = 0;
            for (int i = 0; i < 5_000_000; i++) {
                sum += tree.find(paths[i & 1023]).czxid();
            }
            double find = (cpuNanos() - start) / 5e6;
            start = cpuNanos();
            for (int i = 0; i < 2_000_000; i++) {
                TxnHeader header = new TxnHeader(1, 1, tree.lastZxid() + 1, i, OpCode.SET_DATA);
                tree.apply(
                        header, new Txn.SetData(OpCode.SET_DATA, paths[i & 1023], DATA, i), null, ChangeListener.NONE);
            }
            double set = (cpuNanos() - start) / 2e6;
            start = cpuNanos();
            for (int i = 0; i < 10_000_000; i++) {
                slot.enter();
                sum += i;
                slot.exit();
            }
            double gate = (cpuNanos() - start) / 1e7;
            start = cpuNanos();
            for (int i = 0; i < 5_000_000; i++) {
                tree.gate().lockAll();
                tree.gate().unlockAll();
            }
            double lock = (cpuNanos() - start) / 5e6;
            System.out.printf(
                    "find %.1f ns, apply setData %.1f ns, enter and exit %.1f ns, lock and unlock one slot %.1f ns (%d)%n",
                    find, set, gate, lock, sum & 1);
        }
    }

    private static void create(ZnodeTree tree, String path, byte[] data) {
        TxnHeader header = new TxnHeader(1, 1, tree.lastZxid() + 1, 1, OpCode.CREATE);
        tree.apply(
                header,
                new Txn.Create(OpCode.CREATE, path, data, null, false, -1),
                (TxnDigest) null,
                ChangeListener.NONE);
    }

    private static void delete(ZnodeTree tree, String path) {
        TxnHeader header = new TxnHeader(1, 1, tree.lastZxid() + 1, 1, OpCode.DELETE);
        tree.apply(header, new Txn.Delete(OpCode.DELETE, path), null, ChangeListener.NONE);
    }

    /** CPU time, because wall clock time on a busy machine also measures other processes. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long usedBytes() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
