// SPDX-License-Identifier: Apache-2.0
/**
 * The parts that talk to other members of an ensemble, against Apache's servers. The rest of a member is played by the test, step by step.
 *
 * <p>Ids: 1 and 3 are Apache's, 2 is ours, so that both rules of who dials and who keeps a connection are needed.
 */
package io.paddock.e2e.quorum;
