// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The watched paths, by text and by id.
 *
 * <p>The paths are in many small maps. With a million paths, one large map would stop its event loop for tens
 * of milliseconds each time it grows.
 */
final class PathIndex {
    private static final int SEGMENT_BITS = 8;
    /** Spreads the hash. Its upper bits choose the segment; the maps inside use its lower bits. */
    private static final int GOLDEN = 0x9e3779b9;

    private static final int ID_PAGE_BITS = 12;

    private final List<Map<String, WatchedPath>> segments = new ArrayList<>(1 << SEGMENT_BITS);
    /** Pages of {@link WatchedPath} by id. An entry is null where an id is free. */
    private final List<WatchedPath[]> pages = new ArrayList<>();

    private int[] freeIds = new int[16];
    private int freeCount;
    private int idsUsed;
    private int size;

    PathIndex() {
        for (int i = 0; i < 1 << SEGMENT_BITS; i++) {
            segments.add(null);
        }
    }

    int size() {
        return size;
    }

    /** @return null when nobody watches the path */
    WatchedPath find(String path) {
        Map<String, WatchedPath> segment = segments.get(segmentOf(path));
        return segment == null ? null : segment.get(path);
    }

    WatchedPath findOrAdd(String path) {
        int at = segmentOf(path);
        Map<String, WatchedPath> segment = segments.get(at);
        if (segment == null) {
            segment = new HashMap<>(2);
            segments.set(at, segment);
        }
        WatchedPath found = segment.get(path);
        if (found == null) {
            found = new WatchedPath(path, takeId());
            segment.put(path, found);
            pages.get(found.id >>> ID_PAGE_BITS)[found.id & (1 << ID_PAGE_BITS) - 1] = found;
            size++;
        }
        return found;
    }

    WatchedPath byId(int id) {
        return pages.get(id >>> ID_PAGE_BITS)[id & (1 << ID_PAGE_BITS) - 1];
    }

    void remove(WatchedPath path) {
        int segment = segmentOf(path.path);
        segments.get(segment).remove(path.path);
        if (segments.get(segment).isEmpty()) {
            // A map never shrinks by itself, so drop it.
            segments.set(segment, null);
        }
        pages.get(path.id >>> ID_PAGE_BITS)[path.id & (1 << ID_PAGE_BITS) - 1] = null;
        if (freeCount == freeIds.length) {
            freeIds = Arrays.copyOf(freeIds, freeCount * 2);
        }
        freeIds[freeCount++] = path.id;
        size--;
    }

    /**
     * @return the paths that are there now, in no particular order; the index may change while the caller
     *     reads the list
     */
    List<WatchedPath> all() {
        List<WatchedPath> all = new ArrayList<>(size);
        for (Map<String, WatchedPath> segment : segments) {
            if (segment != null) {
                all.addAll(segment.values());
            }
        }
        return all;
    }

    /**
     * @return the approximate heap size without {@link WatchedPath}s and texts, with compressed references
     */
    long heapBytes() {
        long bytes = 4L * segments.size() + 4L * freeIds.length + pages.size() * (16 + (4L << ID_PAGE_BITS));
        for (Map<String, WatchedPath> segment : segments) {
            if (segment != null) {
                // One map: 32 bytes for each entry, and a table that doubles when it is three quarters full.
                bytes +=
                        64 + 32L * segment.size() + 4L * Integer.highestOneBit(Math.max(1, segment.size() * 4 / 3)) * 2;
            }
        }
        return bytes;
    }

    private int takeId() {
        if (freeCount > 0) {
            return freeIds[--freeCount];
        }
        if (idsUsed >>> ID_PAGE_BITS == pages.size()) {
            pages.add(new WatchedPath[1 << ID_PAGE_BITS]);
        }
        return idsUsed++;
    }

    private static int segmentOf(String path) {
        return path == null ? 0 : path.hashCode() * GOLDEN >>> 32 - SEGMENT_BITS;
    }
}
