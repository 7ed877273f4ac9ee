// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

import io.paddock.protocol.jute.Acl;
import java.util.List;

/**
 * One change of one znode, offered to each table in turn. Its events are created when the first watcher needs
 * them.
 */
final class NodeChange {
    private final String path;
    private final String parentPath;
    private final List<Acl> acl;
    private final List<Acl> parentAcl;
    private final long zxid;
    private WatchEvent nodeEvent;
    private WatchEvent parentEvent;

    /**
     * @param parentPath null for new data and for the root
     * @param acl the znode's ACL; for a deleted znode, its ACL at the deletion
     */
    NodeChange(String path, String parentPath, List<Acl> acl, List<Acl> parentAcl, long zxid) {
        this.path = path;
        this.parentPath = parentPath;
        this.acl = acl;
        this.parentAcl = parentAcl;
        this.zxid = zxid;
    }

    String path() {
        return path;
    }

    String parentPath() {
        return parentPath;
    }

    /** @param type must be the same in each call */
    WatchEvent nodeEvent(int type) {
        if (nodeEvent == null) {
            nodeEvent = new WatchEvent(type, path, zxid, acl);
        }
        return nodeEvent;
    }

    WatchEvent parentEvent() {
        if (parentEvent == null) {
            parentEvent = new WatchEvent(WatchEvent.NODE_CHILDREN_CHANGED, parentPath, zxid, parentAcl);
        }
        return parentEvent;
    }
}
