// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.session;

/** What a session may ask of the connection it is attached to. */
public interface SessionConnection {
    /** Closes it without a word, from any thread. @param reason for the log */
    void closeSilently(String reason);
}
