// SPDX-License-Identifier: Apache-2.0
/**
 * A load generator for any ZooKeeper-compatible server, behind {@code bin/zkBench.sh}.
 *
 * <p>Door: {@link io.paddock.bench.Main}. Rooms: {@code wire} (frames as bytes), {@code client} (one connection, event
 * loops), {@code measure} (time, CPU, latencies), {@code load} (what is sent when), {@code report} (text and JSON),
 * {@code compare} (two servers in turn), {@code cli}. Invariant: it must cost far less per operation than the server it
 * measures, so nothing here allocates per operation.
 */
package io.paddock.bench;
