// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Walks the whole tree in steps, parents before their children, while the tree goes on changing between the steps.
 *
 * <p>Every znode that is there all the time is visited once. One that is deleted before its turn is skipped. So is one
 * created after its parent was visited: the parent has been shown without it, and replay of its creation, which comes
 * after the walk began, must find it missing to bring the parent's counters up to date. For that the walk compares
 * zxids and does not copy the names of a million children at one moment.
 *
 * <p>When the tree gets another content, the walk fails at its next step: it never shows a mixture of two.
 */
public final class TreeCursor {
    private static final class Level {
        final Znode directory;
        final String path;
        /** The state the directory was shown in contains no child newer than this. */
        final long newestChild;
        /** Where to go on among its children. */
        long position;
        /** Children at hand, and which is next. */
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
     * @param max how many at most, at least 1
     * @return false when the walk is complete
     * @throws TreeReplaced when the tree holds another content than when the walk began
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
