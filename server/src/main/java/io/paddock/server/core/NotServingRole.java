// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.session.Session;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The role of a member that has no leader and leads nobody: nobody is served. An election is over in less time than clients take a rest between two
 * rounds of attempts, so whoever comes in the first moments is kept until it is, and served then; later ones do better to ask another member.
 */
final class NotServingRole implements Role {
    private static final String WHY = "this server is not serving: it is looking for a leader";
    /** Well below what any client waits for an answer, which is a third of its session timeout or more. */
    private static final long KEEPING_MILLIS = 500;

    private final CoreInbox inbox;
    private final long keepsUntilMillis;
    private final Queue<Client> kept = new ArrayDeque<>();
    private boolean isKeeping = true;

    /** @param nowMillis monotonic */
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
