// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.disk;

import io.paddock.e2e.differential.Profile;
import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.ServerProcess;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/**
 * A whole tree as a client with all rights sees it.
 *
 * @param znodes of each path all there is: data, Stat with zxids, times and owner, and the ACL in its order
 */
record Contents(Map<String, String> znodes) {

    static Contents of(ServerProcess server) throws KeeperException, InterruptedException {
        try (ClientSession client = administrator(server)) {
            ZooKeeper zk = client.zk();
            Map<String, String> znodes = new TreeMap<>();
            List<String> open = new ArrayList<>(List.of("/"));
            while (!open.isEmpty()) {
                String path = open.remove(open.size() - 1);
                Stat stat = new Stat();
                byte[] data = zk.getData(path, false, stat);
                znodes.put(path, text(data) + " " + stat + zk.getACL(path, null));
                zk.getChildren(path, false).forEach(name -> open.add((path.equals("/") ? "/" : path + "/") + name));
            }
            return new Contents(znodes);
        }
    }

    /** Deletes every znode whose path ends so. */
    static void deleteAll(ServerProcess server, String end) throws KeeperException, InterruptedException {
        Contents contents = of(server);
        try (ClientSession client = administrator(server)) {
            for (String path : contents.znodes.keySet()) {
                if (path.endsWith(end)) {
                    client.zk().delete(path, -1);
                }
            }
        }
    }

    private static ClientSession administrator(ServerProcess server) {
        ClientSession client = server.connect();
        client.zk().addAuthInfo("digest", Profile.SUPER_USER.getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    private static String text(byte[] data) {
        return data == null ? "null" : '"' + HexFormat.of().formatHex(data) + '"';
    }

    /** The same without a subtree; its top stays. */
    Contents withoutBelow(String path) {
        Map<String, String> rest = new TreeMap<>(znodes);
        rest.keySet().removeIf(each -> each.startsWith(path + "/") || each.equals(path));
        return new Contents(rest);
    }

    boolean has(String path) {
        return znodes.containsKey(path);
    }

    /** How many znodes belong to this session. */
    long ownedBy(long sessionId) {
        return znodes.values().stream()
                .filter(each -> each.contains("," + sessionId + ","))
                .count();
    }
}
