// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import java.net.InetAddress;
import java.util.concurrent.TimeUnit;

/**
 * The departure of one client: it sends no more (FIN), or its socket is gone (RST). Requests that were
 * received are served before the connection ends. The time is limited, and so is the number of such
 * connections. Confined to the connection's loop.
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
     * The client has departed, and no longer counts as an open connection. Only the first call has an effect.
     *
     * @return false if too many departed clients wait to be served, so that this one must be closed
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

    /** @return whether the client departed so long ago that its requests are not served any more */
    boolean isOverdue(long nowNanos) {
        return begun && nowNanos - sinceNanos > NANOS_MAX;
    }

    /** The connection has ended for the server, too. Only the first call has an effect. */
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
