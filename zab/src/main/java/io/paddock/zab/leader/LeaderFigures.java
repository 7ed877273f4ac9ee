// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

/**
 * What an established leader sees of its learners, for operators.
 *
 * @param learners the connected learners, observers included
 * @param syncedFollowers the connected voters that have joined
 * @param syncedNonVoters the followers that have joined and are no voters
 * @param pendingSyncs syncs of learners' clients that wait for a commit
 */
public record LeaderFigures(
        int learners, int syncedFollowers, int syncedNonVoters, int syncedObservers, int pendingSyncs) {}
