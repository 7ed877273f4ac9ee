// SPDX-License-Identifier: Apache-2.0
/**
 * Faults between members that Apache's 3.9.5 has, or once had. A real member meets peers that the test plays
 * message by message.
 *
 * <p>{@code PlayedVoters} vote at the ports of members that are not started. {@code PlayedLeader} and
 * {@code Conversation} use the quorum port. {@code History} makes the histories. With {@code -De2e.server=apache}
 * the real member is Apache's, and most of these tests fail, because they show Apache's faults. The tests use
 * only the election and quorum ports; a member's history is read from its disk.
 */
package io.paddock.e2e.defects;
