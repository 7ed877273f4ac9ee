// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

/**
 * What an established leader sees of its learners, for operators.
 *
 * @param learners connected, observers included
 * @param syncedFollowers voters among them that have joined
 * @param syncedNonVoters followers that have joined and are no voters
 * @param pendingSyncs syncs of learners' clients that wait for a commit
 */
public record LeaderFigures(
        int learners, int syncedFollowers, int syncedNonVoters, int syncedObservers, int pendingSyncs) {}
