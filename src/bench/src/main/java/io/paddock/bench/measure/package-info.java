// SPDX-License-Identifier: Apache-2.0
/**
 * What is measured: latencies, and the CPU that processes took. Door: {@link io.paddock.bench.measure.Latencies},
 * {@link io.paddock.bench.measure.ProcessCpu}. Sees nothing of ours.
 */
package io.paddock.bench.measure;
