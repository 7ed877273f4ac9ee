// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import java.net.InetAddress;
import java.util.concurrent.TimeUnit;

/**
 * One client's departure: it sends no more (FIN), or its socket is gone (RST). What was received from it is served before the connection ends,
 * for a limited time, and for a limited number of connections at once. Confined to the connection's loop.
 */
final class ConnectionDeparture {
    private static final long NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

    private final Admission admission;
    private final InetAddress address;
    private final DepartedClients others;
    private boolean begun;
    private boolean ended;
    private long sinceNanos;

    ConnectionDeparture(Admission admission, InetAddress address, DepartedClients others) {
        this.admission = admission;
        this.address = address;
        this.others = others;
    }

    /**
     * The client has gone; its place among the allowed connections is free. Only the first call counts.
     *
     * @return false if so many departed clients wait to be served that this one must not
     */
    boolean begin() {
        if (begun) {
            return true;
        }
        begun = true;
        sinceNanos = System.nanoTime();
        admission.leave(address);
        return others.add();
    }

    boolean hasBegun() {
        return begun;
    }

    /** @return whether the client has been gone for so long that what it sent is not served any more */
    boolean isOverdue(long nowNanos) {
        return begun && nowNanos - sinceNanos > NANOS_MAX;
    }

    /** The connection has ended for the server, too. Only the first call counts. */
    void end() {
        if (ended) {
            return;
        }
        ended = true;
        if (begun) {
            others.remove();
        } else {
            admission.leave(address);
        }
    }
}
