// SPDX-License-Identifier: Apache-2.0
/**
 * What is sent when: closed and open loops over a mix of operations, sweeps over a range of numbers. Door: {@link
 * io.paddock.bench.load.LoadRun}, {@link io.paddock.bench.load.Sweep}.
 *
 * <p>Sees {@code client}, {@code measure}, {@code wire}. Each event loop has its own state; the main thread only waits
 * and reads counters.
 */
package io.paddock.bench.load;
