// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.metrics;

import java.util.List;

/**
 * Metrics of stages and members that a standalone Apache ZooKeeper has and this server does not have.
 * Dashboards fail if a series is absent. So these series exist and stay empty, because nothing happens and
 * nothing is measured.
 */
public final class ForeignStages {
    private static final List<String> COUNTERS = List.of(
            // This server has no such caches, no queue in front of the pipeline and no lazy watch table.
            "add_dead_watcher_stall_time",
            "dead_watchers_cleared",
            "dead_watchers_queued",
            "response_packet_cache_hits",
            "response_packet_cache_misses",
            "response_packet_get_children_cache_hits",
            "response_packet_get_children_cache_misses",
            "stale_requests_dropped",
            "throttled_ops",
            // This server does not have these: TLS, admin commands that change data, ensemble-name
            // authentication.
            "auth_failed_count",
            "cnxn_closed_without_zk_server_running",
            "ensemble_auth_fail",
            "ensemble_auth_skip",
            "ensemble_auth_success",
            "insecure_admin_count",
            "restore_error_count",
            "restore_rate_limited_count",
            "snapshot_rate_limited_count",
            "tls_handshake_exceeded",
            "unsuccessful_handshake",
            // There are no other members.
            "commit_count",
            "diff_count",
            "learner_commit_received_count",
            "learner_proposal_received_count",
            "looking_count",
            "proposal_count",
            "quit_leading_due_to_disloyal_voter",
            "request_commit_queued",
            "requests_not_forwarded_to_commit_processor",
            "revalidate_count",
            "skip_learner_request_to_next_processor_count",
            "snap_count",
            // The process ends with the first such error.
            "unrecoverable_error_count");

    private static final List<String> SUMMARIES = List.of(
            "commit_commit_proc_req_queued",
            "commit_process_time",
            "concurrent_request_processing_in_commit_processor",
            "election_time",
            "follower_sync_time",
            "inflight_diff_count",
            "inflight_snap_count",
            "leader_unavailable_time",
            "learner_request_processor_queue_size",
            "netty_queued_buffer_capacity",
            "observer_sync_time",
            "pending_session_queue_size",
            "proposal_process_time",
            "read_commit_proc_issued",
            "read_commit_proc_req_queued",
            "reads_after_write_in_session_queue",
            "reads_issued_from_session_queue",
            "requests_in_session_queue",
            "restore_time",
            "session_queues_drained",
            "socket_closing_time",
            "time_waiting_empty_pool_in_commit_processor_read_ms",
            "unavailable_time",
            "write_batch_time_in_commit_processor",
            "write_commit_proc_issued",
            "write_commit_proc_req_queued");

    private static final List<String> DISTRIBUTIONS = List.of(
            "commit_propagation_latency",
            "dead_watchers_cleaner_latency",
            "local_write_committed_time_ms",
            "om_commit_process_time_ms",
            "om_proposal_process_time_ms",
            "proposal_ack_creation_latency",
            "proposal_latency",
            "quorum_ack_latency",
            "read_commitproc_time_ms",
            "read_final_proc_time_ms",
            "request_throttle_queue_time_ms",
            "server_write_committed_time_ms",
            "write_commitproc_time_ms",
            "write_final_proc_time_ms");

    private ForeignStages() {}

    /** Adds all of these metrics, empty. */
    public static void addTo(Metrics metrics) {
        COUNTERS.forEach(metrics::counter);
        SUMMARIES.forEach(metrics::summary);
        DISTRIBUTIONS.forEach(metrics::distribution);
    }
}
