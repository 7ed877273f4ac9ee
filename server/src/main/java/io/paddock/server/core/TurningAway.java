// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.session.Session;
import java.util.concurrent.atomic.AtomicLong;

/** The role of a member that has no leader and leads nobody: nobody is served. */
final class TurningAway implements Role {
    private static final String WHY = "this server is not serving: it is looking for a leader";

    private final AtomicLong bytesInFlight;

    TurningAway(AtomicLong bytesInFlight) {
        this.bytesInFlight = bytesInFlight;
    }

    @Override
    public boolean isServing() {
        return false;
    }

    @Override
    public void take(Write write) {
        bytesInFlight.addAndGet(-write.bytes());
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
    public void tick(long nowMillis) {}

    @Override
    public void end(String why) {}
}
