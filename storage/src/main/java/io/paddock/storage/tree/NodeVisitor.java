// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

/** Is shown each znode of a walk. */
public interface NodeVisitor {
    /** @param path the full path; the root's is the empty string, as snapshots have it */
    void visit(String path, Znode znode);
}
