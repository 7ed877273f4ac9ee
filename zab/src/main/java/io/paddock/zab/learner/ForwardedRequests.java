// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.learner;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.protocol.quorum.LearnerMessage.Request;
import io.paddock.protocol.quorum.LearnerMessage.Revalidate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Remembers for whom the leader was asked: for this server or for an observer of this follower. It covers the
 * requests that the leader answers directly. Answers to syncs do not name the sender, but come in the order
 * of the requests. Answers to revalidations name the session.
 */
final class ForwardedRequests {
    private final Deque<Long> syncs = new ArrayDeque<>();
    private final Deque<Revalidation> revalidations = new ArrayDeque<>();

    private record Revalidation(long sessionId, long link) {}

    void asked(long link, LearnerMessage message) {
        if (message instanceof Request request && request.opcode() == OpCode.SYNC.code()) {
            syncs.addLast(link);
        } else if (message instanceof Revalidate revalidate) {
            revalidations.addLast(new Revalidation(revalidate.sessionId(), link));
        }
    }

    /** @return the link of the oldest sync, which is answered now */
    long synced() {
        return syncs.isEmpty() ? CommitListener.OWN : syncs.removeFirst();
    }

    /** @return the link of the oldest revalidation of this session, which is answered now */
    long revalidated(long sessionId) {
        for (Iterator<Revalidation> each = revalidations.iterator(); each.hasNext(); ) {
            Revalidation next = each.next();
            if (next.sessionId == sessionId) {
                each.remove();
                return next.link;
            }
        }
        return CommitListener.OWN;
    }
}
