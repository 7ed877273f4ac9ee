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
 * Offers each change of the tree to the watch table of every event loop. The core thread uses it while it
 * holds all slots. So no reply that shows a change is sent before the event of that change.
 */
public final class Watches implements ChangeListener {
    private final List<WatchTable> tables = new CopyOnWriteArrayList<>();
    private final Summary createdTold;
    private final Summary deletedTold;
    private final Summary changedTold;
    private final Summary childrenTold;
    private long zxid;

    /** Creates one that reports to metrics of its own. */
    public Watches() {
        this(new Metrics());
    }

    /** @param metrics takes how many watchers each event had, if there were any */
    public Watches(Metrics metrics) {
        createdTold = metrics.summary("node_created_watch_count");
        deletedTold = metrics.summary("node_deleted_watch_count");
        changedTold = metrics.summary("node_changed_watch_count");
        childrenTold = metrics.summary("node_children_watch_count");
    }

    /**
     * Adds the table of one more event loop. Any thread may call this, before the event loop has its first
     * connection.
     */
    public void add(WatchTable table) {
        tables.add(table);
    }

    /** Sets the zxid of the txn whose changes follow. Call this before each {@code ZnodeTree.apply}. */
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

    /** @return the sums over all tables; for a caller without the slots they may be slightly out of date */
    public WatchCounts counts() {
        WatchCounts counts = WatchCounts.NONE;
        for (WatchTable table : tables) {
            counts = counts.plus(table.counts());
        }
        return counts;
    }

    /**
     * Visits each pair of path and watcher of the data table. The pairs of one table and path come together.
     * The caller must hold all slots.
     */
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
