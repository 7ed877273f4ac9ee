// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import java.util.ArrayList;
import java.util.List;

/** All znodes with one stored owner: a session's ephemerals, the containers, or those of one time to live. */
final class Owner implements Extension {
    final long id;
    final NodeKind kind;
    final ZnodeSet znodes = new ZnodeSet();

    Owner(long id) {
        this.id = id;
        this.kind = NodeKind.of(id);
    }

    /** @return the full paths of its znodes, a copy in no order */
    List<String> paths() {
        List<String> paths = new ArrayList<>(znodes.size());
        znodes.forEach(each -> paths.add(each.path()));
        return paths;
    }
}
