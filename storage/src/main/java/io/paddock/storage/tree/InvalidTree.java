// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

/** The parts of a snapshot do not make a tree: a znode without its parent, for instance. */
public final class InvalidTree extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidTree(String message) {
        super(message);
    }
}
