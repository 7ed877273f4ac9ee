// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

import io.paddock.protocol.jute.Acl;
import io.paddock.server.metrics.Metrics;
import io.paddock.server.metrics.Summary;
import io.paddock.storage.tree.ChangeListener;
import io.paddock.storage.tree.Znode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * Offers each change of the tree to the table of every event loop. Used by the core thread while it holds all slots, so that no reply
 * overtakes the event of what it shows.
 */
public final class Watches implements ChangeListener {
    private final List<WatchTable> tables = new CopyOnWriteArrayList<>();
    private final Summary createdTold;
    private final Summary deletedTold;
    private final Summary changedTold;
    private final Summary childrenTold;
    private long zxid;

    /** With figures of its own. */
    public Watches() {
        this(new Metrics());
    }

    /** @param metrics told how many watchers each event had, where there were any */
    public Watches(Metrics metrics) {
        createdTold = metrics.summary("node_created_watch_count");
        deletedTold = metrics.summary("node_deleted_watch_count");
        changedTold = metrics.summary("node_changed_watch_count");
        childrenTold = metrics.summary("node_children_watch_count");
    }

    /** Takes in the table of one more event loop. From any thread, before the first connection of that loop. */
    public void add(WatchTable table) {
        tables.add(table);
    }

    /** Says which transaction the changes that follow belong to. Call it before each {@code ZnodeTree.apply}. */
    public void applying(long zxid) {
        this.zxid = zxid;
    }

    @Override
    public void created(String path, Znode znode, Znode parent) {
        if (watched()) {
            created(path, znode.acl(), parent.acl());
        }
    }

    @Override
    public void deleted(String path, Znode znode, Znode parent) {
        if (watched()) {
            deleted(path, znode.acl(), parent.acl());
        }
    }

    @Override
    public void dataChanged(String path, Znode znode) {
        if (watched()) {
            dataChanged(path, znode.acl());
        }
    }

    void created(String path, List<Acl> acl, List<Acl> parentAcl) {
        NodeChange change = new NodeChange(path, Paths.parent(path), acl, parentAcl, zxid);
        for (WatchTable table : tables) {
            table.created(change);
        }
        countTold(createdTold);
    }

    void deleted(String path, List<Acl> acl, List<Acl> parentAcl) {
        NodeChange change = new NodeChange(path, Paths.parent(path), acl, parentAcl, zxid);
        for (WatchTable table : tables) {
            table.deleted(change);
        }
        countTold(deletedTold);
    }

    void dataChanged(String path, List<Acl> acl) {
        NodeChange change = new NodeChange(path, null, acl, null, zxid);
        for (WatchTable table : tables) {
            table.dataChanged(change);
        }
        countTold(changedTold);
    }

    private void countTold(Summary ofNode) {
        int node = 0;
        int parent = 0;
        for (WatchTable table : tables) {
            node += table.toldOfNode();
            parent += table.toldOfParent();
        }
        ofNode.record(node, Math.min(1, node));
        childrenTold.record(parent, Math.min(1, parent));
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

    private boolean watched() {
        for (WatchTable table : tables) {
            if (!table.isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
