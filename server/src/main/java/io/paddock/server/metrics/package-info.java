// SPDX-License-Identifier: Apache-2.0
/**
 * Figures that grow: counters and summaries, under the names that ZooKeeper's {@code mntr} gives them.
 *
 * <p>Door: {@link io.paddock.server.metrics.Metrics}, which each stage asks once for what it will count. Sees nothing of ours. A summary is
 * written by one thread, read and reset by any. Invariant: a figure is what was counted, never an estimate.
 */
package io.paddock.server.metrics;
