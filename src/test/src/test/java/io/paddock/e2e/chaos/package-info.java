// SPDX-License-Identifier: Apache-2.0
/**
 * Ensembles whose members are killed, stopped, cut off and slowed while clients write, read and watch.
 *
 * <p>{@code Faults} draws what goes wrong, {@code Clients} are all the observers that have to agree afterwards that nothing did: models of
 * subtrees, histories for linearizability, watchers, orphaned ephemerals, and applications on the stock client.
 */
package io.paddock.e2e.chaos;
