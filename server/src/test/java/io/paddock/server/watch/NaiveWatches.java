// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The required behaviour of {@link WatchTable} in its simplest form: two tables of entries, each with a set
 * of modes.
 */
final class NaiveWatches {
    /** Path, then watcher, then modes: 's' standard, 'p' persistent, 'r' recursive. */
    private final Map<String, Map<Integer, Set<Character>>> data = new TreeMap<>();

    private final Map<String, Map<Integer, Set<Character>>> child = new TreeMap<>();
    /** The events that were sent, in order, as "watcher: type path". */
    final List<String> told = new ArrayList<>();

    void add(int watcher, String path, WatchKind kind) {
        switch (kind) {
            case DATA -> modes(data, path, watcher).add('s');
            case CHILD -> modes(child, path, watcher).add('s');
            case RECURSIVE -> modes(data, path, watcher).add('r');
            case PERSISTENT -> {
                modes(data, path, watcher).add('p');
                modes(child, path, watcher).add('p');
            }
        }
    }

    boolean contains(int watcher, String path, WatcherType type) {
        return switch (type) {
            case CHILDREN -> modes(child, path, watcher).contains('s');
            case DATA -> modes(data, path, watcher).contains('s');
            case ANY ->
                !modes(data, path, watcher).isEmpty()
                        || !modes(child, path, watcher).isEmpty();
            case PERSISTENT -> modes(data, path, watcher).contains('p');
            case RECURSIVE -> modes(data, path, watcher).contains('r');
        };
    }

    boolean remove(int watcher, String path, WatcherType type) {
        boolean any = contains(watcher, path, type);
        switch (type) {
            case CHILDREN -> modes(child, path, watcher).remove('s');
            case DATA -> modes(data, path, watcher).remove('s');
            case RECURSIVE -> modes(data, path, watcher).remove('r');
            case PERSISTENT -> {
                modes(data, path, watcher).remove('p');
                modes(child, path, watcher).remove('p');
            }
            case ANY -> {
                modes(data, path, watcher).clear();
                modes(child, path, watcher).clear();
            }
        }
        return any;
    }

    void removeAll(int watcher) {
        data.values().forEach(watchers -> watchers.remove(watcher));
        child.values().forEach(watchers -> watchers.remove(watcher));
    }

    void created(String path) {
        fire(data, path, true, Set.of(), "1 " + path);
        fire(child, parent(path), false, Set.of(), "4 " + parent(path));
    }

    void deleted(String path) {
        Set<Integer> heard = fire(data, path, true, Set.of(), "2 " + path);
        fire(child, path, false, heard, "2 " + path);
        fire(child, parent(path), false, Set.of(), "4 " + parent(path));
    }

    void dataChanged(String path) {
        fire(data, path, true, Set.of(), "3 " + path);
    }

    WatchCounts counts() {
        Set<Integer> connections = new TreeSet<>();
        long paths = 0;
        for (Map<Integer, Set<Character>> watchers : data.values()) {
            boolean any = false;
            for (Map.Entry<Integer, Set<Character>> each : watchers.entrySet()) {
                if (!each.getValue().isEmpty()) {
                    connections.add(each.getKey());
                    any = true;
                }
            }
            paths += any ? 1 : 0;
        }
        return new WatchCounts(connections.size(), paths, pairs(data), pairs(child));
    }

    private Set<Integer> fire(
            Map<String, Map<Integer, Set<Character>>> table,
            String path,
            boolean upwards,
            Set<Integer> suppressed,
            String event) {
        Set<Integer> heard = new TreeSet<>();
        table.getOrDefault(path, Map.of()).forEach((watcher, modes) -> {
            if (!modes.isEmpty()) {
                heard.add(watcher);
                modes.remove('s');
            }
        });
        for (String above = parent(path); upwards && above != null; above = parent(above)) {
            table.getOrDefault(above, Map.of()).forEach((watcher, modes) -> {
                if (modes.contains('r')) {
                    heard.add(watcher);
                }
            });
        }
        heard.stream().filter(each -> !suppressed.contains(each)).forEach(each -> told.add(each + ": " + event));
        return heard;
    }

    private static long pairs(Map<String, Map<Integer, Set<Character>>> table) {
        return table.values().stream()
                .flatMap(each -> each.values().stream())
                .filter(modes -> !modes.isEmpty())
                .count();
    }

    private static Set<Character> modes(Map<String, Map<Integer, Set<Character>>> table, String path, int watcher) {
        return table.computeIfAbsent(path, any -> new TreeMap<>()).computeIfAbsent(watcher, any -> new TreeSet<>());
    }

    private static String parent(String path) {
        if (path.equals("/")) {
            return null;
        }
        int slash = path.lastIndexOf('/');
        return slash == 0 ? "/" : path.substring(0, slash);
    }
}
