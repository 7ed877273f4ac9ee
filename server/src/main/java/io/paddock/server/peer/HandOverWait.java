// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the thread that stops this server wait until the leadership is handed over. On the core thread, unless
 * a method says otherwise.
 */
final class HandOverWait {
    private static final Logger LOG = LoggerFactory.getLogger(HandOverWait.class);

    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private boolean hasBegun;

    /** This member is a leader, and begins to hand over. */
    void begin() {
        LOG.info("Handing over to another leader");
        hasBegun = true;
    }

    /** @return whether this member began to hand over */
    boolean hasBegun() {
        return hasBegun;
    }

    /** This member has nothing to hand over. */
    void cancel() {
        over.complete(null);
    }

    /** Another member leads, or no other member can. Does nothing before {@link #begin}. */
    void end() {
        if (hasBegun) {
            over.complete(null);
        }
    }

    /** Waits, at most this long. On the thread that stops the server. */
    void await(long patienceMillis) {
        try {
            over.get(patienceMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("Nobody has taken over: the others will miss this leader");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
