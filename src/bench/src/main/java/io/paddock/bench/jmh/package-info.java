// SPDX-License-Identifier: Apache-2.0
/**
 * JMH benchmarks of the server's hot parts: {@code bin/zkBench.sh jmh}, from a checkout.
 *
 * <p>The only package here that sees the server's modules. Each benchmark answers one question about one of them.
 */
package io.paddock.bench.jmh;
