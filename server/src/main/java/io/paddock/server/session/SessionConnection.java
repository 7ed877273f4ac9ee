// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.session;

/** The operations that a session needs of its connection. */
public interface SessionConnection {
    /**
     * Closes the connection without a reply. Any thread may call this.
     *
     * @param reason for the log
     */
    void closeSilently(String reason);
}
