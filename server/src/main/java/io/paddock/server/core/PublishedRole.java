// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

/** The present role, published by the core thread for any thread. */
public final class PublishedRole {
    private volatile RoleView now;

    /** @param member whether this server belongs to an ensemble */
    public PublishedRole(boolean member) {
        this.now = new RoleView(RoleView.Serving.NOBODY, false, member, 0);
    }

    /** @return the present role; may be called by any thread */
    public RoleView now() {
        return now;
    }

    void publish(RoleView.Serving serving, boolean forwards, long servedFromZxid) {
        now = new RoleView(serving, forwards, now.member(), servedFromZxid);
    }
}
