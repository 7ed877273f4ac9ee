// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.session.SessionTracker;
import io.paddock.server.watch.Watches;
import io.paddock.storage.tree.ZnodeTree;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What every role works with. Owned by the core thread.
 *
 * @param bytesInFlight of all writes submitted and not yet answered: whoever answers one, or gives it up, takes it off
 */
record Parts(
        ZnodeTree tree,
        SessionTracker sessions,
        Publisher publisher,
        Watches watches,
        Clock clock,
        LocalSessions locals,
        AtomicLong bytesInFlight,
        WriteMetrics metrics) {
    void release(Write write) {
        bytesInFlight.addAndGet(-write.bytes());
    }
}
