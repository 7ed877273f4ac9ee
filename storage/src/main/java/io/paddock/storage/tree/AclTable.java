// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.Id;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every ACL list in use, stored once. Snapshots refer to a list by its number. A number means nothing outside
 * one file.
 *
 * <p>Only the writer changes the table. Readers are inside a {@link TreeGate.ReadSlot}. Only {@link #ids} may
 * be called from any thread at any time. Therefore the map is concurrent: a snapshot can copy it, and no
 * thread waits.
 */
public final class AclTable {
    /** The number of the open list, which is never in the table. */
    public static final long OPEN_ID = -1;

    /**
     * The list of a znode whose own list came with a txn that was lost. Only the super user may access such a
     * znode. Apache starts with such a tree too, but then fails every access.
     */
    public static final List<Acl> UNRESOLVED = List.of(new Acl(0, new Id("world", "anyone")));

    private final AclEntry open = new AclEntry(OPEN_ID, Acl.OPEN);
    private final Map<List<Acl>, AclEntry> entries = new ConcurrentHashMap<>();
    private long lastId;

    AclTable() {}

    /**
     * @return each list by its number, a copy without the open list. Lists that are added or removed during
     *   the call may be in it or not. Any thread may call this
     */
    public Map<Long, List<Acl>> ids() {
        Map<Long, List<Acl>> ids = new TreeMap<>();
        entries.values().forEach(each -> ids.put(each.id, each.acl));
        return ids;
    }

    /** @return how many lists are in use, without the open one */
    public int size() {
        return entries.size();
    }

    /** Counts one more use of a list. Null means the open list. */
    AclEntry acquire(List<Acl> acl) {
        AclEntry entry = entry(acl);
        entry.uses++;
        return entry;
    }

    void release(AclEntry entry) {
        entry.uses--;
        if (entry.uses == 0 && entry != open) {
            entries.remove(entry.acl);
        }
    }

    /** Adds a list from a snapshot's table, without a use. {@link #dropUnused} ends the loading. */
    AclEntry load(long id, List<Acl> acl) {
        lastId = Math.max(lastId, id);
        return acl.equals(Acl.OPEN) ? open : entries.computeIfAbsent(List.copyOf(acl), list -> new AclEntry(id, list));
    }

    void dropUnused() {
        entries.values().removeIf(each -> each.uses == 0);
    }

    private AclEntry entry(List<Acl> acl) {
        if (acl == null || acl.equals(Acl.OPEN)) {
            return open;
        }
        AclEntry known = entries.get(acl);
        if (known == null) {
            known = new AclEntry(++lastId, List.copyOf(acl));
            entries.put(known.acl, known);
        }
        return known;
    }
}
