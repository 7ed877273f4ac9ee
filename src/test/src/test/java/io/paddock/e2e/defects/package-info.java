// SPDX-License-Identifier: Apache-2.0
/**
 * What Apache's 3.9.5 gets wrong between members, or once did: a real member beside peers that the test plays word by word.
 *
 * <p>{@code PlayedVoters} vote at the ports of members that are not started, {@code PlayedLeader} and {@code Conversation} talk over the
 * quorum port, {@code History} makes what they talk about. With {@code -De2e.server=apache} the member is Apache's, and most of these tests
 * fail: that is what they are about. Beyond election and quorum port nothing is touched: what a member holds is read off its disk.
 */
package io.paddock.e2e.defects;
