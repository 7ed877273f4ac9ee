// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import java.util.ArrayList;
import java.util.List;

/** What a snapshot writer and reader do together, without the bytes. */
final class FuzzyCopy {
    private final ZnodeTree from;
    private final TreeLoader to = new TreeLoader(true);
    private final TreeCursor cursor;
    private final long zxid;
    final List<String> visited = new ArrayList<>();

    FuzzyCopy(ZnodeTree from) {
        this.from = from;
        this.cursor = from.cursor();
        this.zxid = from.lastZxid();
        from.sessions().forEach(to::session);
        from.aclTable().ids().forEach(to::acl);
    }

    boolean next(int max) {
        return cursor.next(max, (path, znode) -> {
            visited.add(path);
            to.node(
                    path,
                    znode.data(),
                    znode.aclId(),
                    znode.czxid(),
                    znode.mzxid(),
                    znode.ctime(),
                    znode.mtime(),
                    znode.version(),
                    znode.creates(),
                    znode.aversion(),
                    znode.owner(),
                    znode.pzxid());
        });
    }

    long zxid() {
        return zxid;
    }

    ZnodeTree finish() {
        while (next(1000)) {}
        return to.finish(zxid);
    }

    static ZnodeTree of(ZnodeTree tree) {
        return new FuzzyCopy(tree).finish();
    }
}
