// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import io.paddock.protocol.jute.Acl;
import java.util.List;

/** One ACL list, shared by all znodes that have it. */
final class AclEntry {
    final long id;
    final List<Acl> acl;
    /** How many znodes use this list. */
    int uses;

    AclEntry(long id, List<Acl> acl) {
        this.id = id;
        this.acl = acl;
    }
}
