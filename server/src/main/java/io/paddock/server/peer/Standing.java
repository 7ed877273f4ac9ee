// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.quorum.PeerState;

/**
 * What a member is, for operators.
 *
 * @param leader whom it follows or observes; its own id when it leads, meaningless while it looks
 * @param epoch the epoch it serves in, -1 while it does not
 * @param electionMillis how long it took from losing the last leader, or starting, to serving
 */
public record Standing(PeerState state, long leader, long epoch, long electionMillis) {
    static final Standing NONE = new Standing(PeerState.LOOKING, -1, -1, 0);
}
