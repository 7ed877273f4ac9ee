// SPDX-License-Identifier: Apache-2.0
/**
 * Ensembles under faults. Members are killed, stopped, cut off and slowed. Their disks are full, slow or
 * broken, and their clocks jump. Meanwhile clients write, read and watch.
 *
 * <p>{@code Faults} draws the faults. They affect the {@code Machines} of the members and the connections
 * between them. Clients of all kinds must agree afterwards that nothing went wrong: models of subtrees,
 * histories for linearizability, watchers, orphaned ephemerals, and applications on the stock client.
 */
package io.paddock.e2e.chaos;
