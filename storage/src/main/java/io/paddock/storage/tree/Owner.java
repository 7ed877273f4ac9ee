// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

/** All znodes with one stored owner: a session's ephemerals, the containers, or those of one time to live. */
final class Owner implements Extension {
    final long id;
    final NodeKind kind;
    final ZnodeSet znodes = new ZnodeSet();

    Owner(long id) {
        this.id = id;
        this.kind = NodeKind.of(id);
    }
}
