// SPDX-License-Identifier: Apache-2.0
/**
 * Ensembles whose members are killed, stopped, cut off and slowed, whose disks are full, slow or broken and whose clocks jump, while clients
 * write, read and watch.
 *
 * <p>{@code Faults} draws what goes wrong, on the {@code Machines} that members run on and on the lines between them. Clients of all kinds are
 * the observers that have to agree afterwards that nothing did: models of
 * subtrees, histories for linearizability, watchers, orphaned ephemerals, and applications on the stock client.
 */
package io.paddock.e2e.chaos;
