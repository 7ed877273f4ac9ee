// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

/** What this is, and what it speaks. */
public final class Version {
    /** Of Paddock. */
    public static final String PADDOCK = "0.1.0";

    /** The ZooKeeper release whose clients, files and tools this understands. */
    public static final String ZOOKEEPER = "3.9.5";

    /** In the form {@code version-revision, built on date} that tools know how to take apart. */
    public static final String LONG = ZOOKEEPER + "-paddock." + PADDOCK + ", built on 2026-01-01 00:00 UTC";

    private Version() {}
}
