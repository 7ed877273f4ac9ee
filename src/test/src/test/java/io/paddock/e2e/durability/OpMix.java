// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.durability;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Draws requests that mostly succeed, for one writer. */
final class OpMix {
    private static final int BATCH_MAX = 8;
    private static final int ZNODES_MAX = 40;
    private static final int QUEUED_MAX = 20;
    private static final int DEPTH_MAX = 4;
    private static final int LONG_DATA_BYTES_MAX = 3_000;

    private final String name;
    private final String root;
    private final Random random;
    private int counter;

    OpMix(String name, String root, long seed) {
        this.name = name;
        this.root = root;
        this.random = new Random(seed);
    }

    /** Requests to be sent together. @param now the subtree before them @param session who sends them */
    List<Op> batch(SubtreeModel now, long session) {
        SubtreeModel then = now.copy();
        List<Op> ops = new ArrayList<>();
        int count = 1 + random.nextInt(BATCH_MAX);
        for (int i = 0; i < count; i++) {
            Op op = draw(then);
            then.apply(op, session, 0);
            ops.add(op);
        }
        if (random.nextInt(60) == 0) {
            ops.add(new Op.CloseSession());
        }
        return ops;
    }

    private Op draw(SubtreeModel now) {
        int dice = random.nextInt(100);
        if (dice < 8) {
            return new Op.Read(anyPath(now));
        } else if (dice < 18) {
            return queueOp(now);
        } else if (dice < 35) {
            List<Op> parts = new ArrayList<>();
            SubtreeModel then = now.copy();
            int count = 2 + random.nextInt(3);
            for (int i = 0; i < count; i++) {
                Op part = random.nextInt(5) == 0 ? new Op.Check(anyPath(then), -1) : single(then);
                then.apply(part, 0, 0);
                parts.add(part);
            }
            return new Op.Multi(parts);
        }
        return single(now);
    }

    private Op single(SubtreeModel now) {
        int dice = random.nextInt(100);
        int creates = now.paths().size() < ZNODES_MAX ? 45 : 10;
        if (dice < creates) {
            return create(now);
        } else if (dice < 75) {
            String path = anyPath(now);
            return new Op.SetData(path, data(), version(now, path));
        }
        String path = anyPath(now);
        if (path.equals(root)) {
            return new Op.SetData(path, data(), -1);
        }
        return new Op.Delete(path, version(now, path));
    }

    private Op create(SubtreeModel now) {
        String parent = anyPath(now);
        if (parent.chars().filter(each -> each == '/').count() >= DEPTH_MAX) {
            parent = root;
        }
        int flags = random.nextInt(4);
        String child = (flags & Op.SEQUENTIAL) != 0 ? "s-" : "n" + random.nextInt(6);
        return new Op.Create(parent + "/" + child, data(), flags);
    }

    private Op queueOp(SubtreeModel now) {
        List<Map.Entry<String, String>> known = now.queued().entrySet().stream()
                .filter(each -> !each.getValue().isEmpty())
                .toList();
        if (known.size() > QUEUED_MAX || known.size() > 2 && random.nextInt(3) == 0) {
            Map.Entry<String, String> entry = known.get(random.nextInt(known.size()));
            return new Op.Dequeue(entry.getValue(), entry.getKey());
        }
        return new Op.Enqueue(Writer.QUEUE + "/" + name + "-", name + "#" + ++counter);
    }

    private String anyPath(SubtreeModel now) {
        List<String> paths = now.paths();
        // Sometimes one that is not there.
        return random.nextInt(20) == 0 ? root + "/n" + random.nextInt(6) : paths.get(random.nextInt(paths.size()));
    }

    private int version(SubtreeModel now, String path) {
        ModelZnode znode = now.find(path);
        int dice = random.nextInt(10);
        if (znode == null || dice < 4) {
            return -1;
        }
        return dice == 4 ? znode.version() + 1 : znode.version();
    }

    private String data() {
        String id = name + "=" + ++counter;
        return random.nextInt(10) == 0 ? id + "+".repeat(random.nextInt(LONG_DATA_BYTES_MAX)) : id;
    }
}
