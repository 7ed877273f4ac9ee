// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.Id;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every ACL list in use, stored once, under the number that snapshots refer to it by. Numbers mean nothing outside one
 * file.
 *
 * <p>Changed by the writer. Read inside a {@link TreeGate.ReadSlot}, but for {@link #ids}, which any thread may ask for at any time: hence the
 * concurrent map, of which a snapshot can make a copy without anybody waiting.
 */
public final class AclTable {
    /** The number of the open list, which is never in the table. */
    public static final long OPEN_ID = -1;

    /**
     * What a znode has whose list came with a txn that was lost: nobody but the super user may do anything. Apache
     * starts with such a tree too, but then fails every access.
     */
    public static final List<Acl> UNRESOLVED = List.of(new Acl(0, new Id("world", "anyone")));

    private final AclEntry open = new AclEntry(OPEN_ID, Acl.OPEN);
    private final Map<List<Acl>, AclEntry> entries = new ConcurrentHashMap<>();
    private long lastId;

    AclTable() {}

    /** @return number to list, a copy; the open list is not in it, and what comes or goes meanwhile may be or not. Any thread */
    public Map<Long, List<Acl>> ids() {
        Map<Long, List<Acl>> ids = new TreeMap<>();
        entries.values().forEach(each -> ids.put(each.id, each.acl));
        return ids;
    }

    /** @return how many lists are in use, the open one not counted */
    public int size() {
        return entries.size();
    }

    /** Takes a use of a list; null is the open one. */
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

    /** Enters a list of a snapshot's table without a use; {@link #dropUnused} ends the loading. */
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
