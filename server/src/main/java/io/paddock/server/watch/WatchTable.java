// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * The watches of one event loop's connections (docs/protocol/client.md, "Watches and the order of events").
 *
 * <p>That event loop uses it inside its read slot, and the core thread uses it while it holds all slots. Two
 * threads never use it at the same time. So there are no locks here, and a read registers its watch at the
 * same instant as it is answered.
 *
 * <p>Each path holds a set of subscribers for each {@link WatchKind}. Each subscriber holds the set of its
 * paths. Both are {@link IdSet}s of small numbers. So 1,000 watchers of 100,000 paths take a few bits for
 * each pair. The end of a connection costs time in proportion to the number of paths that it watched.
 */
public final class WatchTable {
    private final PathIndex paths = new PathIndex();
    private final BitSet slotsUsed = new BitSet();
    private Subscriber[] subscribers = new Subscriber[8];

    private long dataWatches;
    private long childWatches;
    private int dataPaths;
    private int dataSubscribers;
    /**
     * Recursive watches of all paths. Only while there are any, ancestors of a changed path are looked up.
     */
    private long recursiveWatches;

    private final PrefixFilter recursivePaths = new PrefixFilter();

    /**
     * Subscribers that were already informed about the present change. Each gets one event, even if it
     * watches in several ways.
     */
    private final BitSet told = new BitSet();

    private int toldCount;
    private int toldOfNode;

    /**
     * Assigns a slot to a watcher. Call this once for each connection; {@link #unregister} frees the slot.
     */
    public Subscriber register(Watcher watcher) {
        int slot = slotsUsed.nextClearBit(0);
        slotsUsed.set(slot);
        if (slot == subscribers.length) {
            subscribers = Arrays.copyOf(subscribers, slot * 2);
        }
        subscribers[slot] = new Subscriber(watcher, slot);
        return subscribers[slot];
    }

    /** Removes all watches of a closed connection and frees its slot. A second call does nothing. */
    public void unregister(Subscriber subscriber) {
        if (subscribers[subscriber.slot] != subscriber) {
            return;
        }
        removeAll(subscriber);
        subscribers[subscriber.slot] = null;
        slotsUsed.clear(subscriber.slot);
    }

    /**
     * Adds a watch. Does nothing when the same watch exists already.
     *
     * @param path need not exist or be valid, and may even be null
     */
    public void add(Subscriber subscriber, String path, WatchKind kind) {
        WatchedPath watched = paths.findOrAdd(path);
        int before = watched.tablesOf(subscriber.slot);
        if (watched.add(kind, subscriber.slot)) {
            if (kind == WatchKind.RECURSIVE) {
                recursiveWatches++;
                recursivePaths.add(path);
            }
            settle(subscriber, watched, before);
        }
    }

    /**
     * Answers checkWatches. Only watches of exactly this path count, not recursive watches of its ancestors.
     */
    public boolean contains(Subscriber subscriber, String path, WatcherType type) {
        WatchedPath watched = paths.find(path);
        if (watched == null) {
            return false;
        }
        return switch (type) {
            case CHILDREN -> watched.contains(WatchKind.CHILD, subscriber.slot);
            case DATA -> watched.contains(WatchKind.DATA, subscriber.slot);
            case ANY -> watched.tablesOf(subscriber.slot) != 0;
            case PERSISTENT -> watched.contains(WatchKind.PERSISTENT, subscriber.slot);
            case RECURSIVE -> watched.contains(WatchKind.RECURSIVE, subscriber.slot);
        };
    }

    /**
     * Answers removeWatches.
     *
     * @return whether there was such a watch
     */
    public boolean remove(Subscriber subscriber, String path, WatcherType type) {
        WatchedPath watched = paths.find(path);
        if (watched == null) {
            return false;
        }
        int before = watched.tablesOf(subscriber.slot);
        boolean removed =
                switch (type) {
                    case CHILDREN -> watched.remove(WatchKind.CHILD, subscriber.slot);
                    case DATA -> watched.remove(WatchKind.DATA, subscriber.slot);
                    case ANY -> removeAllKinds(watched, subscriber.slot);
                    case PERSISTENT -> watched.remove(WatchKind.PERSISTENT, subscriber.slot);
                    case RECURSIVE -> removeRecursive(watched, subscriber.slot);
                };
        settle(subscriber, watched, before);
        dropIfUnwatched(watched);
        return removed;
    }

    /**
     * Removes all watches of a subscriber, which keeps its slot. Costs time in proportion to their number.
     */
    public void removeAll(Subscriber subscriber) {
        int[] ids = new int[subscriber.paths.size()];
        int[] next = {0};
        subscriber.paths.forEach(id -> ids[next[0]++] = id);
        for (int id : ids) {
            WatchedPath watched = paths.byId(id);
            int before = watched.tablesOf(subscriber.slot);
            removeAllKinds(watched, subscriber.slot);
            settle(subscriber, watched, before);
            dropIfUnwatched(watched);
        }
    }

    public boolean isEmpty() {
        return paths.size() == 0;
    }

    public WatchCounts counts() {
        return new WatchCounts(dataSubscribers, dataPaths, dataWatches, childWatches);
    }

    /**
     * A znode was created. Its own watchers and recursive watchers of its ancestors are informed first, then
     * watchers of its parent's children.
     */
    void created(NodeChange change) {
        begin();
        tellNodeAndAncestors(change, WatchEvent.NODE_CREATED);
        nodeTold();
        tellParent(change);
    }

    /**
     * A znode was deleted. A subscriber that watches both its data and its children gets one event, and both
     * watches are removed.
     */
    void deleted(NodeChange change) {
        begin();
        WatchedPath watched = tellNodeAndAncestors(change, WatchEvent.NODE_DELETED);
        if (watched != null && watched.child != null) {
            tellOnce(watched, WatchKind.CHILD, change.nodeEvent(WatchEvent.NODE_DELETED));
        }
        nodeTold();
        tellParent(change);
    }

    void dataChanged(NodeChange change) {
        begin();
        tellNodeAndAncestors(change, WatchEvent.NODE_DATA_CHANGED);
        nodeTold();
    }

    private void begin() {
        told.clear();
        toldCount = 0;
    }

    private void nodeTold() {
        toldOfNode = toldCount;
        toldCount = 0;
    }

    /** Visits each path of the data table with its watchers, in no particular order. */
    void forEachDataPath(BiConsumer<String, Watcher> visitor) {
        for (WatchedPath watched : paths.all()) {
            if (watched.dataSubscribers > 0) {
                subscribersOf(watched, slot -> visitor.accept(watched.path, subscribers[slot].watcher()));
            }
        }
    }

    /** @return a walk over the data table that may be done in several steps */
    public WatchWalk walk() {
        return new WatchWalk(this, paths.all());
    }

    void forEachDataWatcher(WatchedPath watched, Consumer<Watcher> visitor) {
        subscribersOf(watched, slot -> visitor.accept(subscribers[slot].watcher()));
    }

    /** @return how many subscribers got the event of the znode itself in the last change */
    int toldOfNode() {
        return toldOfNode;
    }

    /** @return how many subscribers got the event of the parent in the last change */
    int toldOfParent() {
        return toldCount;
    }

    private WatchedPath tellNodeAndAncestors(NodeChange change, int type) {
        WatchedPath watched = paths.find(change.path());
        if (watched != null && watched.dataSubscribers > 0) {
            WatchEvent event = change.nodeEvent(type);
            tell(watched.persistent, event);
            tell(watched.recursive, event);
            // Do this last: when the path has lost its last watch, it is no longer in the index.
            tellOnce(watched, WatchKind.DATA, event);
        }
        if (recursiveWatches > 0) {
            tellAncestors(change, type);
        }
        return watched;
    }

    private void tellAncestors(NodeChange change, int type) {
        String path = change.path();
        if (path.length() > 1) {
            tellAncestor(Paths.ROOT, change, type);
        }
        int hash = 0;
        for (int i = 0; i < path.length(); i++) {
            char next = path.charAt(i);
            if (next == '/' && i > 0 && recursivePaths.mayContain(hash)) {
                tellAncestor(path.substring(0, i), change, type);
            }
            hash = PrefixFilter.with(hash, next);
        }
    }

    private void tellAncestor(String ancestor, NodeChange change, int type) {
        WatchedPath watched = paths.find(ancestor);
        if (watched != null && watched.recursive != null) {
            tell(watched.recursive, change.nodeEvent(type));
        }
    }

    private void tellParent(NodeChange change) {
        WatchedPath parent = change.parentPath() == null ? null : paths.find(change.parentPath());
        if (parent == null || parent.child == null && parent.persistent == null) {
            return;
        }
        told.clear();
        tell(parent.persistent, change.parentEvent());
        tellOnce(parent, WatchKind.CHILD, change.parentEvent());
    }

    private void tell(IdSet slots, WatchEvent event) {
        if (slots != null) {
            slots.forEach(slot -> tell(slot, event));
        }
    }

    private void tell(int slot, WatchEvent event) {
        if (!told.get(slot)) {
            told.set(slot);
            toldCount++;
            subscribers[slot].watcher().notify(event);
        }
    }

    /** Fires one-shot watches by removing them. Subscribers that were already informed lose theirs too. */
    private void tellOnce(WatchedPath watched, WatchKind kind, WatchEvent event) {
        IdSet taken = watched.take(kind);
        if (taken == null) {
            return;
        }
        int table = kind == WatchKind.DATA ? WatchedPath.DATA_TABLE : WatchedPath.CHILD_TABLE;
        taken.forEach(slot -> {
            settle(subscribers[slot], watched, watched.tablesOf(slot) | table);
            tell(slot, event);
        });
        dropIfUnwatched(watched);
    }

    private boolean removeAllKinds(WatchedPath watched, int slot) {
        boolean removed = watched.remove(WatchKind.DATA, slot);
        removed |= watched.remove(WatchKind.CHILD, slot);
        removed |= watched.remove(WatchKind.PERSISTENT, slot);
        removed |= removeRecursive(watched, slot);
        return removed;
    }

    private boolean removeRecursive(WatchedPath watched, int slot) {
        boolean removed = watched.remove(WatchKind.RECURSIVE, slot);
        if (removed) {
            recursiveWatches--;
            recursivePaths.remove(watched.path);
        }
        return removed;
    }

    /**
     * Updates the counts and the subscriber's own set of paths.
     *
     * @param before the tables in which the subscriber watched the path before
     */
    private void settle(Subscriber subscriber, WatchedPath watched, int before) {
        int now = watched.tablesOf(subscriber.slot);
        int changed = before ^ now;
        if ((changed & WatchedPath.DATA_TABLE) != 0) {
            countData(subscriber, watched, (now & WatchedPath.DATA_TABLE) != 0);
        }
        if ((changed & WatchedPath.CHILD_TABLE) != 0) {
            childWatches += (now & WatchedPath.CHILD_TABLE) != 0 ? 1 : -1;
        }
        if (before == 0 && now != 0) {
            subscriber.paths.add(watched.id);
        } else if (before != 0 && now == 0) {
            subscriber.paths.remove(watched.id);
        }
    }

    private void countData(Subscriber subscriber, WatchedPath watched, boolean added) {
        if (added) {
            dataWatches++;
            dataPaths += watched.dataSubscribers++ == 0 ? 1 : 0;
            dataSubscribers += subscriber.dataPaths++ == 0 ? 1 : 0;
        } else {
            dataWatches--;
            dataPaths -= --watched.dataSubscribers == 0 ? 1 : 0;
            dataSubscribers -= --subscriber.dataPaths == 0 ? 1 : 0;
        }
    }

    private void dropIfUnwatched(WatchedPath watched) {
        if (watched.isEmpty() && paths.find(watched.path) == watched) {
            paths.remove(watched);
        }
    }

    /** Visits each subscriber of the data table once. */
    private void subscribersOf(WatchedPath watched, IntConsumer visitor) {
        BitSet slots = new BitSet();
        for (IdSet set : Arrays.asList(watched.data, watched.persistent, watched.recursive)) {
            if (set != null) {
                set.forEach(slots::set);
            }
        }
        slots.stream().forEach(visitor);
    }

    /**
     * @return the approximate heap size of this table without the texts of the paths, with compressed
     *     references
     */
    long heapBytes() {
        long bytes = paths.heapBytes() + recursivePaths.heapBytes();
        for (WatchedPath watched : paths.all()) {
            bytes += WatchedPath.heapBytes();
            for (WatchKind kind : WatchKind.values()) {
                bytes += watched.set(kind) == null ? 0 : watched.set(kind).heapBytes();
            }
        }
        for (Subscriber each : subscribers) {
            bytes += each == null ? 0 : 24 + each.paths.heapBytes();
        }
        return bytes;
    }
}
