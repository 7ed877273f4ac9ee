// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.auth;

/**
 * The result of an auth packet.
 *
 * @param identities the connection's identities from now on; null when refused: answer AuthFailed and close
 */
public record AuthResult(Identities identities) {
    static final AuthResult REFUSED = new AuthResult(null);

    public boolean isRefused() {
        return identities == null;
    }
}
