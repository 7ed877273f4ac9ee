// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.load;

import io.paddock.bench.wire.Frames;
import io.paddock.bench.wire.OpKind;
import io.paddock.bench.wire.PathPattern;

/** Creates the znodes that a load reads and writes. The server may have some of them from an earlier run. */
final class Preparation {
    private static final int NODE_EXISTS = -110;
    private static final int NO_NODE = -101;
    private static final int CHILD_DIGITS = 6;
    private static final byte[] NOTHING = {};

    private final Sweep sweep;

    Preparation(Sweep sweep) {
        this.sweep = sweep;
    }

    /**
     * Creates the keys with values of the right size, the directory to list, and the parent of the znodes
     * that this run creates.
     */
    void run(LoadPlan plan, String run) {
        parents(plan.root());
        PathPattern key = Templates.key(plan.root());
        byte[] value = Templates.value(plan.valueBytes());
        if (create("keys", key, value, plan.keys()) > 0) {
            check(
                    "keys",
                    sweep.send("keys", OpKind.SET, () -> Frames.write(key, value), plan.keys())
                            .errors(),
                    0);
        }
        if (plan.mix().has(OpKind.CHILDREN)) {
            PathPattern directory = PathPattern.of(Templates.directory(plan.root()));
            create("directory", directory, NOTHING, 1);
            create("children", directory.number("/n", CHILD_DIGITS), NOTHING, plan.childrenPerDirectory());
        }
        if (plan.mix().has(OpKind.CREATE) || plan.mix().has(OpKind.DELETE)) {
            create("parent", PathPattern.of(Templates.createdRoot(plan.root(), run)), NOTHING, 1);
        }
    }

    /**
     * Deletes the keys and the directory. The znodes that a run created by itself stay: only the run knows
     * how many there are.
     */
    void undo(LoadPlan plan) {
        delete("keys", Templates.key(plan.root()), plan.keys());
        if (plan.mix().has(OpKind.CHILDREN)) {
            PathPattern directory = PathPattern.of(Templates.directory(plan.root()));
            delete("children", directory.number("/n", CHILD_DIGITS), plan.childrenPerDirectory());
            delete("directory", directory, 1);
        }
    }

    /** Creates every znode on the way to a path, and the path itself. */
    void parents(String path) {
        for (int end = path.indexOf('/', 1); end >= 0; end = path.indexOf('/', end + 1)) {
            create("parent", PathPattern.of(path.substring(0, end)), NOTHING, 1);
        }
        create("parent", PathPattern.of(path), NOTHING, 1);
    }

    /** Creates znodes that do not exist yet. Returns how many existed. */
    long create(String what, PathPattern path, byte[] value, long count) {
        Errors errors = sweep.send(what, OpKind.CREATE, () -> Frames.create(path, value), count)
                .errors();
        check(what, errors, NODE_EXISTS);
        return errors.of(NODE_EXISTS);
    }

    private void delete(String what, PathPattern path, long count) {
        check(
                what,
                sweep.send(what, OpKind.DELETE, () -> Frames.delete(path), count)
                        .errors(),
                NO_NODE);
    }

    private static void check(String what, Errors errors, int allowed) {
        if (errors.total() > errors.of(allowed)) {
            throw new IllegalStateException("could not prepare " + what + ": the server answered errors " + errors);
        }
    }
}
