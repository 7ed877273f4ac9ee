// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import java.util.List;
import java.util.function.Consumer;

/**
 * One open-addressed table of children. It uses linear probing on the hash's lower bits. A deletion moves
 * later entries up, so the table needs no deletion marks.
 */
final class Segment implements ChildTable {
    /**
     * The usual largest size. A segment grows further only when too many hashes agree in their upper bits, so
     * that a split does not help.
     */
    static final int SLOTS_MAX = 256;

    private static final int SLOTS_MIN = 2;

    private Znode[] slots = new Znode[SLOTS_MIN];
    private int size;
    /** How many upper bits all hashes in here share, inside a {@link SegmentedTable}. */
    final int depth;

    Segment(int depth) {
        this.depth = depth;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Znode find(int hash, String text, int from, int to) {
        Znode[] table = slots;
        int mask = table.length - 1;
        for (int i = hash & mask; ; i = i + 1 & mask) {
            Znode each = table[i];
            if (each == null || each.isNamed(text, from, to)) {
                return each;
            }
        }
    }

    @Override
    public Znode find(int hash, byte[] name, int length) {
        Znode[] table = slots;
        int mask = table.length - 1;
        for (int i = hash & mask; ; i = i + 1 & mask) {
            Znode each = table[i];
            if (each == null || each.isNamed(name, length)) {
                return each;
            }
        }
    }

    @Override
    public ChildTable with(Znode child, int hash) {
        if (isFull()) {
            return new SegmentedTable(this).with(child, hash);
        }
        add(child, hash);
        return this;
    }

    @Override
    public ChildTable without(Znode child, int hash) {
        remove(child, hash);
        return size == 0 ? null : this;
    }

    @Override
    public void forEach(Consumer<Znode> action) {
        for (Znode each : slots) {
            if (each != null) {
                action.accept(each);
            }
        }
    }

    @Override
    public long collect(long position, List<Znode> into) {
        for (Znode each : slots) {
            if (each != null && (position == 0 || Integer.toUnsignedLong(each.nameHash()) >= position)) {
                into.add(each);
            }
        }
        return END;
    }

    /** @return whether this has reached its usual largest size and should be split */
    boolean isFull() {
        return slots.length >= SLOTS_MAX && size >= limit();
    }

    /** Adds, growing past the largest size if need be. */
    void add(Znode child, int hash) {
        if (size >= limit()) {
            resize(slots.length << 1);
        }
        insert(child, hash);
        size++;
    }

    void addAll(Segment other) {
        other.forEach(each -> add(each, each.nameHash()));
    }

    void remove(Znode child, int hash) {
        int mask = slots.length - 1;
        int hole = hash & mask;
        while (slots[hole] != child) {
            if (slots[hole] == null) {
                throw new IllegalStateException("znode " + child.name() + " is not in its parent's table");
            }
            hole = hole + 1 & mask;
        }
        size--;
        for (int i = hole + 1 & mask; slots[i] != null; i = i + 1 & mask) {
            // A later entry may fill the hole, unless its home slot lies after the hole.
            int home = slots[i].nameHash() & mask;
            if ((i - home & mask) >= (i - hole & mask)) {
                slots[hole] = slots[i];
                hole = i;
            }
        }
        slots[hole] = null;
        if (slots.length > SLOTS_MIN && size < slots.length >> 3) {
            resize(slots.length >> 1);
        }
    }

    private int limit() {
        return slots.length - Math.max(slots.length >> 2, 1);
    }

    private void insert(Znode child, int hash) {
        int mask = slots.length - 1;
        int i = hash & mask;
        while (slots[i] != null) {
            i = i + 1 & mask;
        }
        slots[i] = child;
    }

    private void resize(int length) {
        Znode[] old = slots;
        slots = new Znode[length];
        for (Znode each : old) {
            if (each != null) {
                insert(each, each.nameHash());
            }
        }
    }
}
