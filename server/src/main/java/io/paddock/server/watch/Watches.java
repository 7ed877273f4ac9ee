// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

import io.paddock.protocol.jute.Acl;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** Offers each change of the tree to the table of every event loop. Used by the core thread while it holds all slots. */
public final class Watches {
    private final List<WatchTable> tables = new CopyOnWriteArrayList<>();
    private long zxid;

    /** Takes in the table of one more event loop. From any thread, before the first connection of that loop. */
    public void add(WatchTable table) {
        tables.add(table);
    }

    /** Says which transaction the changes that follow belong to. Call it before each {@code ZnodeTree.apply}. */
    public void applying(long zxid) {
        this.zxid = zxid;
    }

    public void created(String path, List<Acl> acl, List<Acl> parentAcl) {
        if (unwatched()) {
            return;
        }
        NodeChange change = new NodeChange(path, Paths.parent(path), acl, parentAcl, zxid);
        for (WatchTable table : tables) {
            table.created(change);
        }
    }

    public void deleted(String path, List<Acl> acl, List<Acl> parentAcl) {
        if (unwatched()) {
            return;
        }
        NodeChange change = new NodeChange(path, Paths.parent(path), acl, parentAcl, zxid);
        for (WatchTable table : tables) {
            table.deleted(change);
        }
    }

    public void dataChanged(String path, List<Acl> acl) {
        if (unwatched()) {
            return;
        }
        NodeChange change = new NodeChange(path.isEmpty() ? Paths.ROOT : path, null, acl, null, zxid);
        for (WatchTable table : tables) {
            table.dataChanged(change);
        }
    }

    /** @return over all tables. Without the slots the figures may be some moments old */
    public WatchCounts counts() {
        WatchCounts counts = WatchCounts.NONE;
        for (WatchTable table : tables) {
            counts = counts.plus(table.counts());
        }
        return counts;
    }

    /** Visits each pair of path and watcher of the data table, the pairs of one table and path together. Needs all slots. */
    public void forEachDataWatch(BiConsumer<String, Watcher> visitor) {
        tables.forEach(table -> table.forEachDataPath(visitor));
    }

    private boolean unwatched() {
        for (WatchTable table : tables) {
            if (!table.isEmpty()) {
                return false;
            }
        }
        return true;
    }
}
