// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

/** A walk or a snapshot cannot go on: the tree has got another content meanwhile. Nothing is wrong; begin anew, or leave it. */
public final class TreeReplaced extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    TreeReplaced() {
        super("given up: the tree was replaced by another while it was being walked");
    }
}
