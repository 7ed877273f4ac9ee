// SPDX-License-Identifier: Apache-2.0
/**
 * The simulator: a whole ensemble of {@link io.paddock.zab.PeerCore}s with seeded network, disks and clocks.
 * Faults come in any combination, and promises are checked after every step.
 *
 * <p>{@code -Dsim.seed=N} replays a seed, and {@code -Dsim.runs=M} plays M of them. docs/simulation.md has
 * the commands. There is one thread, and a seed always gives the same run.
 */
package io.paddock.zab.sim;
