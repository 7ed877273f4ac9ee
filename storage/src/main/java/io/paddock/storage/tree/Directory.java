// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

/** The part of a znode that has, or had, children. */
final class Directory implements Extension {
    /** Null for a persistent znode. */
    final Owner owner;
    /** The zxid of the last creation or deletion of a child. */
    long pzxid;
    /** Children ever created. */
    int creates;
    /** Null without children. */
    ChildTable children;

    Directory(Owner owner, long pzxid) {
        this.owner = owner;
        this.pzxid = pzxid;
    }
}
