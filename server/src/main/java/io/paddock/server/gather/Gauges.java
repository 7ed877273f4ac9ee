// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.gather;

import com.sun.management.UnixOperatingSystemMXBean;
import io.paddock.server.net.Admission;
import io.paddock.server.session.Session;
import io.paddock.storage.tree.ZnodeTree;
import java.lang.management.ManagementFactory;
import java.util.Map;

/** Metrics whose values are read at the moment of the question. */
final class Gauges {
    private final RunningParts server;
    private final long startedMillis;

    Gauges(RunningParts server) {
        this.server = server;
        this.startedMillis = server.clock().monotonicMillis();
    }

    /** Adds all gauges. Call it inside a slot. */
    void addTo(Map<String, Number> all) {
        ZnodeTree tree = server.tree();
        Admission connections = server.frontEnd().admission();
        int local = connections.localCount();
        all.put("uptime", server.clock().monotonicMillis() - startedMillis);
        all.put("num_alive_connections", connections.count());
        all.put("non_mtls_local_conn_count", local);
        all.put("non_mtls_remote_conn_count", Math.max(0, connections.count() - local));
        all.put("outstanding_tls_handshake", 0);
        all.put(
                "connection_drop_probability",
                server.frontEnd().connectionThrottle().dropProbability());
        all.put("znode_count", tree.nodeCount());
        all.put("approximate_data_size", tree.approximateDataBytes());
        all.put("ephemerals_count", tree.ephemeralCount());
        all.put("global_sessions", tree.sessions().size());
        all.put("local_sessions", (int)
                server.core().sessions().all().stream().filter(Session::isLocal).count());
        all.put("digest_mismatches_count", tree.digests().mismatches());
        all.put("watch_count", server.core().watches().counts().allWatches());
        all.put("fsync_threshold_exceed_count", server.log().slowSyncs());
        all.put("sequences_near_end", tree.sequenceEnds().count());
        all.put("highest_sequence_near_end", tree.sequenceEnds().highest());
        files(all);
        new NamespaceQuotas(tree).addTo(all);
    }

    private static void files(Map<String, Number> all) {
        long open = -1;
        long max = -1;
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            open = system.getOpenFileDescriptorCount();
            max = system.getMaxFileDescriptorCount();
        }
        all.put("open_file_descriptor_count", open);
        all.put("max_file_descriptor_count", max);
    }
}
