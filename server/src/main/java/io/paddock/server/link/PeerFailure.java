// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

/** The reason why a connection failed, as short as an operator needs it. */
final class PeerFailure {
    private PeerFailure() {}

    static String textOf(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
