// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.protocol.jute.Acl;
import io.paddock.storage.tree.NodeDigest;
import io.paddock.storage.tree.Znode;
import io.paddock.storage.tree.ZnodeTree;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All content of a tree as sorted lines, so that two trees are easily compared. The same lines can be made
 * from a recorded expected.json.
 */
final class TreeText {
    private TreeText() {}

    static List<String> of(ZnodeTree tree) {
        List<String> lines = new ArrayList<>();
        lines.add("last zxid 0x" + Long.toHexString(tree.lastZxid()));
        lines.add("digest " + tree.digest());
        tree.sessions().forEach((id, timeout) -> lines.add("session 0x" + Long.toHexString(id) + " " + timeout));
        tree.forEachEphemeralOwner((id, paths) -> lines.add("ephemerals 0x" + Long.toHexString(id) + " "
                + paths.stream().sorted().toList()));
        lines.add("containers "
                + tree.containers().stream().map(Znode::path).sorted().toList());
        lines.add("ttls " + tree.ttls().stream().map(Znode::path).sorted().toList());
        NodeDigest digests = new NodeDigest();
        tree.cursor()
                .next(
                        Integer.MAX_VALUE,
                        (path, znode) ->
                                lines.add(line(path, znode, tree.digests().enabled() ? digests.of(path, znode) : 0)));
        return lines.stream().sorted().toList();
    }

    private static String line(String path, Znode znode, long digest) {
        byte[] data = znode.data();
        return line(
                path.isEmpty() ? "/" : path,
                data == null ? null : Base64.getEncoder().encodeToString(data),
                znode.acl().stream().map(TreeText::acl).toList(),
                List.of(
                        hex(znode.czxid()),
                        hex(znode.mzxid()),
                        hex(znode.pzxid()),
                        znode.ctime(),
                        znode.mtime(),
                        (long) znode.version(),
                        (long) znode.creates(),
                        (long) znode.aversion(),
                        hex(znode.owner())),
                List.of(
                        (long) znode.stat().cversion(),
                        hex(znode.stat().ephemeralOwner()),
                        (long) znode.stat().dataLength(),
                        (long) znode.stat().numChildren()),
                digest);
    }

    private static String acl(Acl acl) {
        return acl.perms() + ":" + acl.id().scheme() + ":" + acl.id().id();
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    /** @param state the object "state" of an expected.json */
    static List<String> expected(Map<String, Object> state) {
        List<String> lines = new ArrayList<>();
        lines.add("last zxid " + state.get("last_processed_zxid"));
        lines.add("digest " + state.get("tree_digest"));
        map(state.get("sessions")).forEach((id, timeout) -> lines.add("session " + id + " " + timeout));
        map(state.get("ephemerals")).forEach((id, paths) -> lines.add("ephemerals " + id + " " + sorted(paths)));
        lines.add("containers " + sorted(state.get("containers")));
        lines.add("ttls " + sorted(state.get("ttls")));
        for (Object node : (List<?>) state.get("nodes")) {
            lines.add(expectedLine(map(node)));
        }
        return lines.stream().sorted().toList();
    }

    private static String expectedLine(Map<String, Object> node) {
        List<String> acl = ((List<?>) node.get("acl"))
                .stream()
                        .map(TreeText::map)
                        .map(each -> each.get("perms") + ":" + each.get("scheme") + ":" + each.get("id"))
                        .toList();
        return line(
                (String) node.get("path"),
                (String) node.get("data"),
                acl,
                List.copyOf(map(node.get("persisted")).values()),
                List.copyOf(map(node.get("client_stat")).values()),
                (long) node.get("digest"));
    }

    private static String line(
            String path, String data, List<String> acl, List<Object> persisted, List<Object> client, long digest) {
        return "znode " + path + " data " + data + " acl " + acl + " persisted " + persisted + " client " + client
                + " digest " + digest;
    }

    private static List<String> sorted(Object list) {
        return ((List<?>) list).stream().map(String.class::cast).sorted().toList();
    }

    static Map<String, Object> map(Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((key, each) -> map.put((String) key, each));
        return map;
    }
}
