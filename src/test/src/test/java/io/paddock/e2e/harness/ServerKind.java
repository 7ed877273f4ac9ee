// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.harness;

import java.util.Locale;

/** Whose server a test runs against. */
public enum ServerKind {
    /** The distribution this build made, through its own start script. */
    PADDOCK,
    /** Apache ZooKeeper's server: what the tests were recorded from, and must pass against. */
    APACHE;

    /** The server chosen with {@code -De2e.server}; Paddock if none is named. */
    public static ServerKind underTest() {
        return valueOf(System.getProperty("e2e.server", "paddock").toUpperCase(Locale.ROOT));
    }

    /** True while Paddock is the server under test: guards assertions about what it deliberately does better. */
    public static boolean isPaddock() {
        return underTest() == PADDOCK;
    }
}
