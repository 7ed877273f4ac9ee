// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

/** Receives each znode of a walk. */
public interface NodeVisitor {
    /** @param path the full path; for the root the empty string, as in snapshots */
    void visit(String path, Znode znode);
}
