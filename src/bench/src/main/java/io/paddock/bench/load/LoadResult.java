// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.load;

import io.paddock.bench.measure.Latencies;
import io.paddock.bench.measure.Usage;
import java.util.List;

/**
 * The result of a load.
 *
 * @param all latencies of all operations
 * @param byKind the same for each operation of the mix
 * @param unanswered operations that were due but had no reply when the run gave up; they count in the
 *   latencies with the time they had waited
 * @param losses why connections ended too early
 */
public record LoadResult(
        LoadPlan plan,
        Usage usage,
        Latencies.Summary all,
        List<Latencies.Summary> byKind,
        Errors errors,
        long unanswered,
        List<String> losses) {}
