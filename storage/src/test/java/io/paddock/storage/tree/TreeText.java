// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** All content of a tree as lines, for comparison. */
final class TreeText {
    private TreeText() {}

    static Map<String, String> of(ZnodeTree tree) {
        Map<String, String> lines = new TreeMap<>();
        TreeCursor cursor = tree.cursor();
        while (cursor.next(1000, (path, znode) -> lines.put(path, of(znode)))) {}
        lines.put("last zxid", Long.toHexString(tree.lastZxid()));
        lines.put("digest", Long.toString(tree.digest()));
        lines.put("counts", tree.nodeCount() + " " + tree.approximateDataBytes() + " " + tree.allChildrenCount("/"));
        lines.put("sessions", new TreeMap<>(tree.sessions()).toString());
        lines.put("containers", paths(tree.containers()));
        lines.put("ttls", paths(tree.ttls()));
        Map<Long, String> ephemerals = new TreeMap<>();
        tree.forEachEphemeralOwner((session, paths) ->
                ephemerals.put(session, paths.stream().sorted().toList().toString()));
        lines.put("ephemerals", ephemerals.toString());
        return lines;
    }

    /** @return the lines that differ: those of the first tree, then those of the second */
    static List<String> difference(ZnodeTree one, ZnodeTree other) {
        Map<String, String> first = of(one);
        Map<String, String> second = of(other);
        Set<String> keys = new TreeSet<>(first.keySet());
        keys.addAll(second.keySet());
        return keys.stream()
                .filter(key -> !Objects.equals(first.get(key), second.get(key)))
                .map(key -> key + ": " + first.get(key) + " | " + second.get(key))
                .toList();
    }

    private static String paths(java.util.Collection<Znode> znodes) {
        return znodes.stream().map(Znode::path).sorted().toList().toString();
    }

    static String of(Znode znode) {
        byte[] data = znode.data();
        return (data == null ? "null" : '"' + new String(data, StandardCharsets.ISO_8859_1) + '"')
                + " " + znode.stat() + " creates " + znode.creates() + " owner " + znode.owner() + " acl " + znode.acl()
                + " children " + znode.childNames().stream().sorted().toList();
    }
}
