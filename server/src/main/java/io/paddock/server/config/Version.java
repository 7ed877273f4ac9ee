// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

/** The version of this server, and of the ZooKeeper release that it corresponds to. */
public final class Version {
    /** The version of Paddock. */
    public static final String PADDOCK = "0.1.0";

    /** The ZooKeeper release whose clients, files and tools this understands. */
    public static final String ZOOKEEPER = "3.9.5";

    /** The version in the form {@code version-revision, built on date}, which tools can parse. */
    public static final String LONG = ZOOKEEPER + "-paddock." + PADDOCK + ", built on 2026-01-01 00:00 UTC";

    private Version() {}
}
