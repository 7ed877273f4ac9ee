// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** All owners of at least one znode. Loading a snapshot rebuilds the table from the stored owners. */
final class OwnerTable {
    private final Map<Long, Owner> owners = new HashMap<>();

    /** @return the shared object for a stored owner, null for 0 */
    Owner owner(long id) {
        return id == 0 ? null : owners.computeIfAbsent(id, Owner::new);
    }

    /** @return null when it owns nothing */
    Owner find(long id) {
        return owners.get(id);
    }

    void add(Znode znode) {
        Owner owner = znode.ownerEntry();
        if (owner != null) {
            owner.znodes.add(znode);
        }
    }

    void remove(Znode znode) {
        Owner owner = znode.ownerEntry();
        if (owner != null) {
            owner.znodes.remove(znode);
            if (owner.znodes.size() == 0) {
                owners.remove(owner.id);
            }
        }
    }

    /** @return how many znodes have owners of this kind */
    int countOf(NodeKind kind) {
        int[] count = new int[1];
        forEach(kind, each -> count[0] += each.znodes.size());
        return count[0];
    }

    /** @return the znodes whose owners are of this kind, a copy */
    Collection<Znode> znodesOf(NodeKind kind) {
        List<Znode> found = new ArrayList<>();
        forEach(kind, each -> each.znodes.forEach(found::add));
        return found;
    }

    /** @return the sessions that own ephemeral znodes and are not among those given */
    List<Long> sessionsNotIn(Set<Long> sessions) {
        List<Long> others = new ArrayList<>();
        forEach(NodeKind.EPHEMERAL, each -> {
            if (!sessions.contains(each.id)) {
                others.add(each.id);
            }
        });
        return others;
    }

    void forEach(NodeKind kind, Consumer<Owner> action) {
        for (Owner owner : owners.values()) {
            if (owner.kind == kind) {
                action.accept(owner);
            }
        }
    }
}
