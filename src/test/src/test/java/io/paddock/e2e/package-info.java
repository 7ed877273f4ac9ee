// SPDX-License-Identifier: Apache-2.0
/**
 * Black-box tests: a real server process, real clients, real sockets.
 *
 * <p>Nothing here looks into Paddock. Every test passes against Apache ZooKeeper too ({@code -De2e.server=apache}), except where
 * a test says why Paddock deliberately does better. Long soaks are tagged {@code soak} and run with {@code -Psoak}.
 */
package io.paddock.e2e;
