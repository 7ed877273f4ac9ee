// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

/**
 * A walk or a snapshot cannot continue, because the tree has got another content. This is not a fault. The
 * caller may begin again or stop.
 */
public final class TreeReplaced extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    TreeReplaced() {
        super("given up: the tree was replaced by another while it was being walked");
    }
}
