// SPDX-License-Identifier: Apache-2.0
/**
 * Counters and summaries, under the names that ZooKeeper's {@code mntr} gives them.
 *
 * <p>Door: {@link Metrics}. Each part asks it once for what it will count.
 * Sees: nothing.
 * One thread writes a summary; any thread reads and resets it. Invariant: a figure is a count, never an estimate.
 */
package io.paddock.server.metrics;
