// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Walks the whole tree in steps, parents before their children, while the tree changes between the steps.
 *
 * <p>The walk visits every znode that exists throughout the walk once. It skips a znode that is deleted
 * before its turn. It also skips a znode that is created after its parent was visited, because the parent was
 * shown without it. A later replay of that creation must find the znode missing, so that it updates the
 * parent's counters. The walk compares zxids for this. So it need not copy the names of a million children at
 * one moment.
 *
 * <p>When the tree gets another content, the walk fails at its next step. It never shows a mixture of two
 * contents.
 */
public final class TreeCursor {
    private static final class Level {
        final Znode directory;
        final String path;
        /** When the directory was shown, it contained no child newer than this. */
        final long newestChild;
        /** Where to continue among its children. */
        long position;
        /** Children already collected, and the index of the next one. */
        final List<Znode> batch = new ArrayList<>();

        int next;

        Level(Znode directory, String path, long newestChild) {
            this.directory = directory;
            this.path = path;
            this.newestChild = newestChild;
        }
    }

    private final ZnodeTree tree;
    private final TreeContent content;
    private final Deque<Level> levels = new ArrayDeque<>();
    private boolean started;

    TreeCursor(ZnodeTree tree) {
        this.tree = tree;
        this.content = tree.content();
    }

    /**
     * Visits the next znodes. Call it inside a {@link TreeGate.ReadSlot}, and leave the slot between calls.
     *
     * @param max the most znodes to visit, at least 1
     * @return false when the walk is complete
     * @throws TreeReplaced when the tree's content is no longer the one that the walk began in
     */
    public boolean next(int max, NodeVisitor visitor) {
        content.checkInForce();
        int left = max;
        if (!started) {
            started = true;
            visit("", tree.root(), visitor);
            left--;
        }
        while (left > 0 && !levels.isEmpty()) {
            Level level = levels.peek();
            Znode child = nextChild(level);
            if (child == null) {
                levels.pop();
            } else if (child.parent() == level.directory && child.czxid() <= level.newestChild) {
                visit(level.path + "/" + child.name(), child, visitor);
                left--;
            }
        }
        return !levels.isEmpty();
    }

    private void visit(String path, Znode znode, NodeVisitor visitor) {
        visitor.visit(path, znode);
        if (znode.numChildren() > 0) {
            levels.push(new Level(znode, path, tree.newestCreation()));
        }
    }

    private static Znode nextChild(Level level) {
        while (level.next == level.batch.size()) {
            ChildTable children = level.directory.children();
            if (level.position == ChildTable.END || level.directory.isDetached() || children == null) {
                return null;
            }
            level.batch.clear();
            level.next = 0;
            level.position = children.collect(level.position, level.batch);
        }
        return level.batch.get(level.next++);
    }
}
