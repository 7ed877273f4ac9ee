// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.session.Session;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The role of a member that has no leader and does not lead: it serves no client. An election usually ends
 * before a client would retry. So clients that connect in the first half second are held until the election
 * ends, and then served. The connections of later clients are closed, so that they try another member.
 */
final class NotServingRole implements Role {
    private static final String WHY = "this server is not serving: it is looking for a leader";
    /** Clients wait for an answer for a third of their session timeout or more. This is well below that. */
    private static final long KEEPING_MILLIS = 500;

    private final CoreInbox inbox;
    private final long keepsUntilMillis;
    private final Queue<Client> kept = new ArrayDeque<>();
    private boolean isKeeping = true;

    /** @param nowMillis monotonic clock */
    NotServingRole(CoreInbox inbox, long nowMillis) {
        this.inbox = inbox;
        this.keepsUntilMillis = nowMillis + KEEPING_MILLIS;
    }

    @Override
    public RoleView.Serving serving() {
        return RoleView.Serving.NOBODY;
    }

    @Override
    public void take(OrderedRequest write) {
        inbox.release(write);
        write.client().closeSilently(WHY);
    }

    @Override
    public void open(Client client, int timeoutMillis) {
        client.closeSilently(WHY);
    }

    @Override
    public void renew(Client client, long sessionId, byte[] password, int timeoutMillis) {
        client.closeSilently(WHY);
    }

    @Override
    public void await(Client client) {
        if (isKeeping) {
            kept.add(client);
        } else {
            client.closeSilently(WHY);
        }
    }

    @Override
    public void detached(Client client, Session session) {}

    @Override
    public boolean hasWork() {
        return false;
    }

    @Override
    public boolean pass() {
        return false;
    }

    @Override
    public long nextDueMillis() {
        return isKeeping ? keepsUntilMillis : Deadlines.NEVER;
    }

    @Override
    public void tick(long nowMillis) {
        if (isKeeping && nowMillis >= keepsUntilMillis) {
            isKeeping = false;
            kept.forEach(client -> client.closeSilently(WHY));
            kept.clear();
        }
    }

    @Override
    public void end(String why) {
        kept.forEach(Client::tryAgain);
        kept.clear();
    }
}
