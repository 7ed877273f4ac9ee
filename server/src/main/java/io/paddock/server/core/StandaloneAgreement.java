// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

/** The agreement of a standalone server: a txn is committed when it is durable here. */
public final class StandaloneAgreement implements Agreement {
    private final ClientRoles roles;
    private final ProposalLog log;
    private DecidingRole deciding;

    public StandaloneAgreement(ClientRoles roles, ProposalLog log) {
        this.roles = roles;
        this.log = log;
    }

    @Override
    public void started(long nowMillis) {
        deciding = roles.decide(log.durableZxid(), null, log::append);
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
