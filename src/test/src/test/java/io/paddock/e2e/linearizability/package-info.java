// SPDX-License-Identifier: Apache-2.0
/**
 * What concurrent clients may see of each other: one order that respects real time, and the promises to each session.
 *
 * <p>Histories are recorded with one monotonic clock and judged by {@code Linearizability}, which is itself tested with histories that are
 * wrong.
 */
package io.paddock.e2e.linearizability;
