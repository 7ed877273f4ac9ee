// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.differential;

import io.paddock.e2e.harness.ServerKind;
import io.paddock.e2e.harness.ServerOptions;

/** How servers are set up, and what clients may know. */
public enum Profile {
    /** As shipped. */
    PLAIN(false, false),
    /** The same servers, but clients know the super user's password. */
    SUPER(false, true),
    /** TTL znodes allowed, hard quotas enforced. */
    EXTENDED(true, false);

    /** What the administrator says to authenticate. */
    public static final String SUPER_USER = "super:secret";

    private static final String SUPER_DIGEST = "super:lK75jTNcA+U9vtVEw5vB51mj/w4=";

    private final boolean extended;
    private final boolean knowsSuper;

    Profile(boolean extended, boolean knowsSuper) {
        this.extended = extended;
        this.knowsSuper = knowsSuper;
    }

    /** Whether TTL znodes and quota enforcement are on. */
    boolean extended() {
        return extended;
    }

    boolean knowsSuper() {
        return knowsSuper;
    }

    /** True if both can be played on the same servers. */
    boolean sharesServers(Profile other) {
        return extended == other.extended;
    }

    /** A server on which nothing happens by itself: no session expires, no znode is reaped, while programs run. */
    public ServerOptions server(ServerKind kind) {
        ServerOptions options = ServerOptions.of(kind)
                .cfg("tickTime=60000")
                .cfg("forceSync=no") // Nothing here is about what survives.
                .jvm("-Dzookeeper.DigestAuthenticationProvider.superDigest=" + SUPER_DIGEST)
                .jvm("-Dznode.container.checkIntervalMs=86400000");
        return extended ? options.cfg("extendedTypesEnabled=true").cfg("enforceQuota=true") : options;
    }
}
