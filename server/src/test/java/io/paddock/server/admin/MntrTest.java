// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.server.EmbeddedServer;
import io.paddock.server.RawSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The metrics: their names, their format, and whether their values are right. */
class MntrTest {
    private EmbeddedServer server;
    private Asking asking;

    @BeforeEach
    void start() {
        server = EmbeddedServer.start(Map.of("4lw.commands.whitelist", "*", "enforceQuota", "true"));
        asking = new Asking(server.port());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyLineIsWhatCollectorsParse() {
        assertThat(asking.ask("mntr").lines().toList())
                .hasSizeGreaterThan(400)
                .allMatch(line -> line.matches("zk_[a-z0-9_]+\t.+"))
                // Telegraf's pattern, applied to the whole line. The version is left out because of its date.
                .allMatch(line -> line.startsWith("zk_version\t")
                        ? line.matches("zk_version\t3\\.9\\.5-[^ ,]+, built on \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC")
                        : line.matches("zk_(\\w[\\w.\\-]*)\\s+([\\w.\\-]+)"));
    }

    @Test
    void versionThenStateThenTheRestInOrder() {
        List<String> names = new ArrayList<>(asking.metrics().keySet());
        assertThat(names.subList(0, 2)).containsExactly("version", "server_state");
        assertThat(names.subList(2, names.size())).isSorted().doesNotHaveDuplicates();
        assertThat(asking.metrics()).containsEntry("server_state", "standalone");
    }

    @Test
    void everyNameThatAStandaloneZooKeeperHasIsThere() throws IOException {
        assertThat(asking.metrics().keySet()).containsAll(recordedNames());
    }

    private static List<String> recordedNames() throws IOException {
        try (InputStream in = MntrTest.class.getResourceAsStream("mntr-standalone-3.9.5.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    @Test
    void meansHaveADecimalPointAndAtMostFourDecimals() {
        assertThat(asking.metrics()).allSatisfy((name, value) -> {
            if (name.startsWith("avg_")) {
                assertThat(value).as(name).matches("\\d+\\.\\d{1,4}");
            }
        });
    }

    @Test
    void aFreshServerIsEmpty() {
        assertThat(asking.metrics())
                .containsEntry("znode_count", "5")
                .containsEntry("approximate_data_size", "44")
                .containsEntry("ephemerals_count", "0")
                .containsEntry("watch_count", "0")
                .containsEntry("global_sessions", "0")
                .containsEntry("num_alive_connections", "1")
                .containsEntry("outstanding_requests", "0")
                .containsEntry("last_client_response_size", "-1")
                .containsEntry("min_client_response_size", "-1")
                .containsEntry("max_client_response_size", "-1")
                .containsEntry("cnt_readlatency", "0")
                .containsEntry("connection_request_count", "0");
    }

    @Test
    void operationsOfClientsAreCounted() {
        try (RawSession session = new RawSession(server.port(), 10_000);
                RawSession other = new RawSession(server.port(), 10_000)) {
            session.create("/a", new byte[10], 0);
            session.create("/a/e", new byte[0], 1);
            session.getData("/a", true);
            other.getData("/a", true);
            other.setData("/a", new byte[20]);
            session.exists("/nothing", false);
            Map<String, String> metrics = asking.metrics();
            assertThat(metrics)
                    .containsEntry("znode_count", "7")
                    .containsEntry("approximate_data_size", String.valueOf(44 + 2 + 20 + 4))
                    .containsEntry("ephemerals_count", "1")
                    .containsEntry("global_sessions", "2")
                    .containsEntry("num_alive_connections", "3")
                    .containsEntry("non_mtls_local_conn_count", "3")
                    .containsEntry("non_mtls_remote_conn_count", "0")
                    .containsEntry("connection_request_count", "2")
                    .containsEntry("connection_revalidate_count", "0")
                    .containsEntry("cnt_readlatency", "3")
                    .containsEntry("cnt_updatelatency", "5") // Two sessions, two creates and one setData.
                    .containsEntry("cnt_node_changed_watch_count", "1")
                    .containsEntry("sum_node_changed_watch_count", "2")
                    .containsEntry("prep_processor_request_queued", "3")
                    .containsEntry("cnt_propagation_latency", "5")
                    .containsEntry("cnt_prep_processor_queue_time_ms", "3")
                    .containsEntry("sync_processor_request_queued", "5")
                    .containsEntry("sum_sync_processor_batch_size", "5")
                    .containsEntry("last_client_response_size", "16")
                    .containsEntry("min_client_response_size", "16");
            assertThat(number(metrics, "cnt_fsynctime")).isBetween(1L, 5L);
            assertThat(number(metrics, "watch_bytes")).isPositive();
            assertThat(metrics.get("outstanding_changes_queued")).isEqualTo(metrics.get("outstanding_changes_removed"));
            assertThat(number(metrics, "outstanding_changes_queued")).isPositive();
            assertThat(number(metrics, "open_file_descriptor_count")).isPositive();
            assertThat(number(metrics, "max_file_descriptor_count"))
                    .isGreaterThanOrEqualTo(number(metrics, "open_file_descriptor_count"));
        }
    }

    @Test
    void bytesAndPacketsAreThoseOnTheWire() {
        long before;
        try (RawSession session = new RawSession(server.port(), 10_000)) {
            asking.ask("srst");
            before = number(asking.metrics(), "bytes_received_count"); // This value includes the mntr request itself.
            long sentBefore = number(asking.metrics(), "packets_sent");
            session.exists(
                    "/", false); // The request has 8 bytes header, 4 + 1 path and 1 watch. The reply has 16 + 68.
            Map<String, String> metrics = asking.metrics();
            assertThat(number(metrics, "bytes_received_count")).isEqualTo(before + 14 + 2 * 4);
            assertThat(number(metrics, "response_bytes")).isEqualTo(84);
            assertThat(number(metrics, "packets_sent")).isEqualTo(sentBefore + 2);
        }
    }

    @Test
    void srstResetsEverythingExceptGauges() {
        try (RawSession session = new RawSession(server.port(), 10_000)) {
            session.create("/kept", new byte[0], 0);
            session.getData("/kept", false);
            assertThat(asking.ask("srst")).isEqualTo("Server stats reset.\n");
            assertThat(asking.metrics())
                    .containsEntry("cnt_readlatency", "0")
                    .containsEntry("cnt_updatelatency", "0")
                    .containsEntry("cnt_fsynctime", "0")
                    .containsEntry("connection_request_count", "0")
                    .containsEntry("response_bytes", "0")
                    .containsEntry("last_client_response_size", "-1")
                    .containsEntry("packets_received", "1")
                    .containsEntry("packets_sent", "1")
                    .containsEntry("znode_count", "6")
                    .containsEntry("global_sessions", "1");
        }
    }

    @Test
    void endsOfConnectionsAndSessionsAreCounted() {
        RawSession session = new RawSession(server.port(), 10_000);
        session.close();
        await().untilAsserted(() -> assertThat(asking.metrics())
                .containsEntry("num_alive_connections", "1")
                .containsEntry("stale_sessions_expired", "0"));
        RawSession polite = new RawSession(server.port(), 10_000);
        polite.closeSession();
        polite.close();
        assertThat(asking.metrics())
                .containsEntry("global_sessions", "1")
                .containsEntry("cnt_close_session_prep_time", "1");
    }

    @Test
    void expiredSessionsAreCounted() {
        try (EmbeddedServer quick = EmbeddedServer.start(
                Map.of("4lw.commands.whitelist", "*", "tickTime", "50", "minSessionTimeout", "100"))) {
            RawSession session = new RawSession(quick.port(), 100);
            session.close();
            await().untilAsserted(() -> assertThat(new Asking(quick.port()).metrics())
                    .containsEntry("stale_sessions_expired", "1")
                    .containsEntry("global_sessions", "0"));
        }
    }

    @Test
    void quotasAreShownPerTopLevelZnode() {
        try (RawSession session = new RawSession(server.port(), 10_000)) {
            String limits = "count=7,bytes=99=;byteHardLimit=200;countHardLimit=20";
            for (String path : List.of("/q", "/q/r", "/soft", "/zookeeper/quota/q", "/zookeeper/quota/q/r")) {
                assertThat(session.create(path, new byte[10], 0)).isZero();
            }
            session.create("/zookeeper/quota/soft", new byte[0], 0);
            session.create("/zookeeper/quota/q/r/zookeeper_limits", limits.getBytes(StandardCharsets.US_ASCII), 0);
            session.create(
                    "/zookeeper/quota/q/r/zookeeper_stats", "count=0,bytes=0".getBytes(StandardCharsets.US_ASCII), 0);
            byte[] soft = "count=7,bytes=-1".getBytes(StandardCharsets.US_ASCII);
            session.create("/zookeeper/quota/soft/zookeeper_limits", soft, 0);
            session.create(
                    "/zookeeper/quota/soft/zookeeper_stats", "count=0,bytes=0".getBytes(StandardCharsets.US_ASCII), 0);
            assertThat(asking.metrics())
                    .containsEntry("q_quota_count_limit_per_namespace", "20")
                    .containsEntry("q_quota_bytes_limit_per_namespace", "200")
                    .containsEntry("q_quota_count_usage_per_namespace", "1")
                    .containsEntry("q_quota_bytes_usage_per_namespace", "10")
                    .containsEntry("soft_quota_count_limit_per_namespace", "7")
                    .doesNotContainKey("soft_quota_bytes_limit_per_namespace");
        }
    }

    private static long number(Map<String, String> metrics, String name) {
        return Long.parseLong(metrics.get(name));
    }
}
