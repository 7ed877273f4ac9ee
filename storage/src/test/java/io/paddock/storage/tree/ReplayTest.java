// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.Id;
import io.paddock.protocol.txn.LoggedTxn;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots and logs that Apache wrote or loaded make the same tree as in Apache. */
class ReplayTest {
    private static final NodeDigest DIGEST = new NodeDigest();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v-replay-rules",
                "v-fuzzy-1",
                "v-fuzzy-2",
                "v-fuzzy-renamed",
                "v-fuzzy-acl",
                "v-dead-session",
                "v-rich-log",
                "v-digest-wrong",
                "v-snap-no-sysnodes",
                "v-overlapping-logs"
            })
    void makesTheTreeThatApacheMade(String name) throws Exception {
        RecordedDirectory directory = new RecordedDirectory(name);
        ZnodeTree tree = directory.loadSnapshot();
        List<LoggedTxn> log = directory.readLogs();
        Txns.replay(log, tree.lastZxid() + 1, tree);
        tree.deleteDeadEphemerals();

        Map<?, ?> state = (Map<?, ?>) directory.expected().get("state");
        assertThat(actual(tree)).isEqualTo(expected(state));
        assertThat(tree.digest()).isEqualTo(state.get("tree_digest"));
        assertThat(tree.lastZxid()).isEqualTo(number(state.get("last_processed_zxid")));
        assertThat(tree.sessions()).isEqualTo(sessions(state));
        assertThat(tree.digests().mismatches() == 0).isEqualTo(!apacheSawMismatches(directory));
        assertThat(tree.containers())
                .extracting(Znode::path)
                .containsExactlyInAnyOrderElementsOf(texts(state, "containers"));
        assertThat(tree.ttls()).extracting(Znode::path).containsExactlyInAnyOrderElementsOf(texts(state, "ttls"));
        ((Map<?, ?>) state.get("ephemerals")).forEach((session, paths) -> assertThat(tree.ephemerals(number(session)))
                .containsExactlyInAnyOrderElementsOf(
                        ((List<?>) paths).stream().map(String.class::cast).toList()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v-fuzzy-1", "v-fuzzy-2", "v-fuzzy-renamed", "v-rich-log"})
    void replayingTheWholeLogAgainChangesNothing(String name) throws Exception {
        RecordedDirectory directory = new RecordedDirectory(name);
        ZnodeTree tree = directory.loadSnapshot();
        long from = tree.lastZxid() + 1;
        List<LoggedTxn> log = directory.readLogs();
        Txns.replay(log, from, tree);
        Map<String, String> once = TreeText.of(tree);
        Txns.replay(log, from, tree);
        assertThat(TreeText.of(tree)).isEqualTo(once);
    }

    private static boolean apacheSawMismatches(RecordedDirectory directory) throws Exception {
        return directory.expected().get("log_warnings_and_errors").toString().contains("Digests are not matching");
    }

    private static Map<String, List<Object>> actual(ZnodeTree tree) {
        Map<String, List<Object>> nodes = new TreeMap<>();
        while (nodes.size() < tree.nodeCount() - 1) {
            TreeCursor cursor = tree.cursor();
            cursor.next(Integer.MAX_VALUE, (path, znode) -> nodes.put(path.isEmpty() ? "/" : path, line(path, znode)));
        }
        return nodes;
    }

    private static List<Object> line(String path, Znode znode) {
        List<Object> line = new ArrayList<>();
        line.add(znode.data() == null ? null : Base64.getEncoder().encodeToString(znode.data()));
        line.add(znode.acl());
        line.add(List.of(znode.czxid(), znode.mzxid(), znode.pzxid(), znode.ctime(), znode.mtime(), znode.owner()));
        line.add(List.of((long) znode.version(), (long) znode.creates(), (long) znode.aversion()));
        line.add(List.of(
                (long) znode.stat().cversion(),
                znode.stat().ephemeralOwner(),
                (long) znode.stat().dataLength(),
                (long) znode.stat().numChildren()));
        line.add(DIGEST.of(path, znode));
        return line;
    }

    private static Map<String, List<Object>> expected(Map<?, ?> state) {
        Map<String, List<Object>> nodes = new TreeMap<>();
        for (Object each : (List<?>) state.get("nodes")) {
            Map<?, ?> node = (Map<?, ?>) each;
            Map<?, ?> stat = (Map<?, ?>) node.get("persisted");
            Map<?, ?> seen = (Map<?, ?>) node.get("client_stat");
            List<Object> line = new ArrayList<>();
            line.add(node.get("data"));
            line.add(acl((List<?>) node.get("acl")));
            line.add(numbers(stat, "czxid", "mzxid", "pzxid", "ctime", "mtime", "ephemeralOwner"));
            line.add(numbers(stat, "version", "cversion", "aversion"));
            line.add(numbers(seen, "cversion", "ephemeralOwner", "dataLength", "numChildren"));
            line.add(node.get("digest"));
            nodes.put((String) node.get("path"), line);
        }
        return nodes;
    }

    private static List<Acl> acl(List<?> entries) {
        List<Acl> acl = new ArrayList<>();
        for (Object each : entries) {
            Map<?, ?> entry = (Map<?, ?>) each;
            Id id = new Id((String) entry.get("scheme"), (String) entry.get("id"));
            acl.add(new Acl(((Long) entry.get("perms")).intValue(), id));
        }
        return acl;
    }

    private static Map<Long, Integer> sessions(Map<?, ?> state) {
        Map<Long, Integer> sessions = new TreeMap<>();
        ((Map<?, ?>) state.get("sessions"))
                .forEach((id, millis) -> sessions.put(number(id), ((Long) millis).intValue()));
        return sessions;
    }

    private static List<String> texts(Map<?, ?> state, String key) {
        return ((List<?>) state.get(key)).stream().map(String.class::cast).toList();
    }

    private static List<Long> numbers(Map<?, ?> map, String... keys) {
        List<Long> numbers = new ArrayList<>();
        for (String key : keys) {
            numbers.add(number(map.get(key)));
        }
        return numbers;
    }

    private static Long number(Object value) {
        return value instanceof String text
                ? Long.valueOf(Long.parseUnsignedLong(text.substring(2), 16))
                : (Long) value;
    }
}
