// SPDX-License-Identifier: Apache-2.0
/**
 * Two servers in turn, on the same machine, under the same heap and the same load; one table. Door: {@link
 * io.paddock.bench.compare.Comparison}.
 *
 * <p>Sees {@code client}, {@code load}, {@code measure}. A {@link io.paddock.bench.compare.Candidate} knows how to
 * start a server, a {@link io.paddock.bench.compare.Scenario} what to do with it, {@link io.paddock.bench.compare.Row}
 * what the figure means.
 */
package io.paddock.bench.compare;
