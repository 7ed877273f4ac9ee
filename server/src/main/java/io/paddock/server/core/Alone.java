// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.protocol.txn.LoggedTxn;

/** Agreement of one: what is durable here is committed. */
final class Alone implements Agreement {
    private final Core core;
    private final ProposalLog log;
    private Deciding deciding;

    Alone(Core core, ProposalLog log) {
        this.core = core;
        this.log = log;
    }

    @Override
    public void started(long nowMillis) {
        deciding = core.decide(log.durableZxid(), null);
    }

    @Override
    public void propose(LoggedTxn txn) {
        log.append(txn);
    }

    @Override
    public void flush() {}

    @Override
    public void durable(long zxid) {
        deciding.committed(zxid);
    }

    @Override
    public void logFailed() {
        deciding.writable(false);
    }

    @Override
    public void logRepaired() {
        deciding.writable(true);
    }

    @Override
    public void tick(long nowMillis) {}

    @Override
    public long nextTickMillis() {
        return Deadlines.NEVER;
    }

    @Override
    public boolean isFinished() {
        return log.isFailed() || !deciding.hasPending();
    }
}
