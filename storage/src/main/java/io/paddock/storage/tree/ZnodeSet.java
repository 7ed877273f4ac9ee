// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import java.util.function.Consumer;

/**
 * A set of znodes by identity. It takes four to ten bytes per znode: open addressing, and a deletion moves
 * later entries up.
 */
final class ZnodeSet {
    private Znode[] slots = new Znode[4];
    private int size;

    int size() {
        return size;
    }

    void add(Znode znode) {
        if (size >= slots.length - (slots.length >> 2)) {
            resize(slots.length << 1);
        }
        insert(znode);
        size++;
    }

    void remove(Znode znode) {
        int mask = slots.length - 1;
        int hole = home(znode, mask);
        while (slots[hole] != znode) {
            if (slots[hole] == null) {
                return;
            }
            hole = hole + 1 & mask;
        }
        size--;
        for (int i = hole + 1 & mask; slots[i] != null; i = i + 1 & mask) {
            // A later entry may fill the hole, unless its home slot lies after the hole.
            if ((i - home(slots[i], mask) & mask) >= (i - hole & mask)) {
                slots[hole] = slots[i];
                hole = i;
            }
        }
        slots[hole] = null;
        if (slots.length > 4 && size < slots.length >> 3) {
            resize(slots.length >> 1);
        }
    }

    void forEach(Consumer<Znode> action) {
        for (Znode each : slots) {
            if (each != null) {
                action.accept(each);
            }
        }
    }

    private void insert(Znode znode) {
        int mask = slots.length - 1;
        int i = home(znode, mask);
        while (slots[i] != null) {
            i = i + 1 & mask;
        }
        slots[i] = znode;
    }

    private void resize(int length) {
        Znode[] old = slots;
        slots = new Znode[length];
        for (Znode each : old) {
            if (each != null) {
                insert(each);
            }
        }
    }

    // Not the identity hash: the order of a walk must be the same in every run. The name and the czxid never
    // change.
    private static int home(Znode znode, int mask) {
        int h = znode.nameHash() ^ Long.hashCode(znode.czxid()) * 0x9e3779b9;
        return (h ^ h >>> 16) & mask;
    }
}
