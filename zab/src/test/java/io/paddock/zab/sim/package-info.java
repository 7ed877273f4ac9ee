// SPDX-License-Identifier: Apache-2.0
/**
 * The simulator: a whole ensemble of {@link io.paddock.zab.PeerCore}s over a seeded network, seeded disks and seeded clocks, with faults in any
 * combination and checkers after every step.
 *
 * <p>Replay a seed: {@code -Dsim.seed=N}; play more of them: {@code -Dsim.runs=M}. The commands stand in docs/simulation.md. One thread; a seed
 * is a run, always the same one.
 */
package io.paddock.zab.sim;
