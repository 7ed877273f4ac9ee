// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

/** Why a connection failed, in as few words as help an operator. */
final class PeerFailure {
    private PeerFailure() {}

    static String textOf(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
