// SPDX-License-Identifier: Apache-2.0
/**
 * Ensembles of real processes, Paddock's and Apache's in any mixture, and a network between them that can be cut.
 *
 * <p>Door: {@code Ensembles} (the JUnit extension that ends what a test has started, and shows the logs when it fails) hands out
 * {@code Ensemble}s described by {@code EnsembleOptions}. {@code Cabling} is the network between members, {@code Agreement} the
 * judge that says whether all members hold one tree. With {@code -De2e.server=apache} every member is Apache's: that is how the tests
 * themselves are checked.
 */
package io.paddock.e2e.ensemble;
