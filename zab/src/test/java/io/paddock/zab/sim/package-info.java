// SPDX-License-Identifier: Apache-2.0
/**
 * The simulator: a whole ensemble of {@link io.paddock.zab.PeerCore}s over a seeded network, seeded disks and seeded clocks, with faults in any
 * combination and checkers after every step.
 *
 * <p>Replay: {@code mvn -pl zab test -Dtest=SimulationTest -Dsim.seed=N}. More: {@code -Dsim.runs=M}. See docs/simulation.md. One thread; a seed
 * is a run, always the same one.
 */
package io.paddock.zab.sim;
