// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Reply;
import io.paddock.e2e.harness.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that one member shows: data, Stat and ACL of each znode, except for {@code /zookeeper}, which
 * each member keeps by itself.
 *
 * @param znodes text by path
 */
record Tree(Map<String, String> znodes) {
    private static final int GET_ACL = 6;
    private static final int BATCH = 500;

    /** Reads it through a connection that has a session. */
    static Tree read(Wire wire) {
        Map<String, String> znodes = new TreeMap<>();
        List<String> level = List.of("/");
        while (!level.isEmpty()) {
            List<String> next = new ArrayList<>();
            for (int from = 0; from < level.size(); from += BATCH) {
                readAll(wire, level.subList(from, Math.min(level.size(), from + BATCH)), znodes, next);
            }
            level = next;
        }
        return new Tree(znodes);
    }

    private static void readAll(Wire wire, List<String> paths, Map<String, String> znodes, List<String> next) {
        Frame requests = Frame.empty();
        for (String path : paths) {
            requests.raw(Frame.read(1, Frame.GET_DATA, path, false).bytes());
            requests.raw(Frame.request(2, GET_ACL).string(path).bytes());
            requests.raw(Frame.read(3, Frame.GET_CHILDREN, path, false).bytes());
        }
        wire.send(requests.content());
        for (String path : paths) {
            znodes.put(path, text(wire.reply()) + " acl " + text(wire.reply()));
            for (String child : strings(wire.reply())) {
                String childPath = path.equals("/") ? "/" + child : path + "/" + child;
                if (!childPath.equals("/zookeeper")) {
                    next.add(childPath);
                }
            }
        }
    }

    private static String text(Reply reply) {
        byte[] body = new byte[reply.body().remaining()];
        reply.body().get(body);
        return reply.error() + ":" + HexFormat.of().formatHex(body);
    }

    private static List<String> strings(Reply reply) {
        ByteBuffer in = reply.body();
        List<String> names = new ArrayList<>();
        int count = reply.error() == 0 ? in.getInt() : 0;
        for (int i = 0; i < count; i++) {
            byte[] name = new byte[in.getInt()];
            in.get(name);
            names.add(new String(name, StandardCharsets.UTF_8));
        }
        return names;
    }

    /** The first few differences from another tree; empty if the trees are equal. */
    List<String> differences(Tree other) {
        Map<String, String> all = new TreeMap<>(znodes);
        all.putAll(other.znodes);
        return all.keySet().stream()
                .filter(path -> !String.valueOf(znodes.get(path)).equals(other.znodes.get(path)))
                .map(path -> path + " is " + znodes.get(path) + " and " + other.znodes.get(path))
                .limit(5)
                .toList();
    }
}
