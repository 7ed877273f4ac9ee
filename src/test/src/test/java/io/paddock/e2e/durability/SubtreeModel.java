// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.durability;

import io.paddock.e2e.harness.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What one writer's part of the tree must look like: ZooKeeper's rules, executed in memory for a writer that nobody interferes with.
 * Holds the subtree, and the writer's own znodes in the directory that all share.
 */
final class SubtreeModel {
    private static final int NO_NODE = -101;
    private static final int BAD_VERSION = -103;
    private static final int NO_CHILDREN_FOR_EPHEMERALS = -108;
    private static final int NODE_EXISTS = -110;
    private static final int NOT_EMPTY = -111;

    private final TreeMap<String, ModelZnode> znodes;
    private final TreeMap<String, String> queued; // id -> path, "" while only the server knows it

    private SubtreeModel(TreeMap<String, ModelZnode> znodes, TreeMap<String, String> queued) {
        this.znodes = znodes;
        this.queued = queued;
    }

    /** What an op did. @param error 0 or why not @param path what a create made, where the model knows it */
    record Outcome(int error, String path) {
        static final Outcome DONE = new Outcome(0, null);

        static Outcome refused(int error) {
            return new Outcome(error, null);
        }
    }

    /** One znode and nothing in it. */
    static SubtreeModel of(String root, String data) {
        return new SubtreeModel(new TreeMap<>(Map.of(root, ModelZnode.created(data, 0, 0))), new TreeMap<>());
    }

    /** What the server shows now. @param queue directory that all writers share @param owner prefix of the names in it that are this writer's */
    static SubtreeModel read(Wire wire, String root, String queue, String owner) {
        TreeMap<String, ModelZnode> znodes = new TreeMap<>();
        readInto(znodes, wire, root);
        TreeMap<String, String> queued = new TreeMap<>();
        for (String name : Replies.children(wire, queue)) {
            if (name.startsWith(owner)) {
                String path = queue + "/" + name;
                String before = queued.put(Replies.znode(wire, path).data(), path);
                if (before != null) {
                    throw new AssertionError("one create made two znodes: " + before + " and " + path);
                }
            }
        }
        return new SubtreeModel(znodes, queued);
    }

    private static void readInto(TreeMap<String, ModelZnode> znodes, Wire wire, String path) {
        ModelZnode znode = Replies.znode(wire, path);
        if (znode == null) {
            throw new AssertionError(path + " is not there");
        }
        znodes.put(path, znode);
        if (znode.children() > 0) {
            for (String name : Replies.children(wire, path)) {
                readInto(znodes, wire, path + "/" + name);
            }
        }
    }

    SubtreeModel copy() {
        return new SubtreeModel(new TreeMap<>(znodes), new TreeMap<>(queued));
    }

    ModelZnode find(String path) {
        return znodes.get(path);
    }

    List<String> paths() {
        return new ArrayList<>(znodes.keySet());
    }

    /** Ids and paths of the znodes in the shared directory. */
    Map<String, String> queued() {
        return queued;
    }

    /** The server has said under which name. */
    void queuedAs(String id, String path) {
        queued.put(id, path);
    }

    /** Does it. @param session whose request it is @param zxid what the reply said, 0 if unknown */
    Outcome apply(Op op, long session, long zxid) {
        if (op instanceof Op.Create create) {
            return create(create, session, zxid);
        } else if (op instanceof Op.SetData set) {
            return setData(set, zxid);
        } else if (op instanceof Op.Delete delete) {
            return delete(delete.path(), delete.version(), zxid);
        } else if (op instanceof Op.Check check) {
            return Outcome.refused(versionError(check.path(), check.version()));
        } else if (op instanceof Op.Multi multi) {
            return multi(multi, session, zxid);
        } else if (op instanceof Op.Enqueue enqueue) {
            queued.put(enqueue.id(), "");
            return Outcome.DONE;
        } else if (op instanceof Op.Dequeue dequeue) {
            queued.remove(dequeue.id());
            return Outcome.DONE;
        } else if (op instanceof Op.CloseSession) {
            return closeSession(session, zxid);
        }
        return Outcome.refused(znodes.containsKey(((Op.Read) op).path()) ? 0 : NO_NODE);
    }

    private Outcome create(Op.Create create, long session, long zxid) {
        String parentPath = parentOf(create.path());
        ModelZnode parent = znodes.get(parentPath);
        if (parent == null) {
            return Outcome.refused(NO_NODE);
        }
        String path = create.isSequential() ? create.path() + String.format("%010d", parent.creates()) : create.path();
        if (znodes.containsKey(path)) {
            return Outcome.refused(NODE_EXISTS);
        }
        if (parent.owner() != 0) {
            return Outcome.refused(NO_CHILDREN_FOR_EPHEMERALS);
        }
        znodes.put(path, ModelZnode.created(create.data(), create.isEphemeral() ? session : 0, zxid));
        znodes.put(parentPath, parent.withChild(zxid));
        return new Outcome(0, path);
    }

    private Outcome setData(Op.SetData set, long zxid) {
        int error = versionError(set.path(), set.version());
        if (error == 0) {
            znodes.computeIfPresent(set.path(), (path, znode) -> znode.withData(set.data(), zxid));
        }
        return Outcome.refused(error);
    }

    private int versionError(String path, int version) {
        ModelZnode znode = znodes.get(path);
        if (znode == null) {
            return NO_NODE;
        }
        return version == -1 || version == znode.version() ? 0 : BAD_VERSION;
    }

    private Outcome delete(String path, int version, long zxid) {
        int error = versionError(path, version);
        if (error == 0 && znodes.get(path).children() > 0) {
            error = NOT_EMPTY;
        }
        if (error == 0) {
            znodes.remove(path);
            znodes.computeIfPresent(parentOf(path), (key, parent) -> parent.withoutChild(zxid));
        }
        return Outcome.refused(error);
    }

    private Outcome multi(Op.Multi multi, long session, long zxid) {
        TreeMap<String, ModelZnode> before = new TreeMap<>(znodes);
        for (Op part : multi.parts()) {
            Outcome outcome = apply(part, session, zxid);
            if (outcome.error() != 0) {
                znodes.clear();
                znodes.putAll(before);
                return outcome;
            }
        }
        return Outcome.DONE;
    }

    private Outcome closeSession(long session, long zxid) {
        for (String path : paths()) {
            if (znodes.get(path).owner() == session) {
                delete(path, -1, zxid);
            }
        }
        return Outcome.DONE;
    }

    private static String parentOf(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    /** Null if {@code shown} is what this model expects, else the first thing that is not. */
    String difference(SubtreeModel shown) {
        TreeMap<String, ModelZnode> all = new TreeMap<>(znodes);
        all.putAll(shown.znodes);
        for (String path : all.keySet()) {
            ModelZnode expected = znodes.get(path);
            ModelZnode actual = shown.znodes.get(path);
            if (expected == null || actual == null || !expected.matches(actual)) {
                return path + " is " + actual + " and should be " + expected;
            }
        }
        TreeMap<String, String> ids = new TreeMap<>(queued);
        ids.putAll(shown.queued);
        for (String id : ids.keySet()) {
            String expected = queued.get(id);
            String actual = shown.queued.get(id);
            boolean same = Objects.equals(expected, actual) || actual != null && "".equals(expected);
            if (!same) {
                return id + " in the queue is " + actual + " and should be " + expected;
            }
        }
        return null;
    }
}
