// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.auth;

/** What came of an auth packet. @param identities of the connection from now on; null when refused: answer AuthFailed, then close */
public record AuthResult(Identities identities) {
    static final AuthResult REFUSED = new AuthResult(null);

    public boolean isRefused() {
        return identities == null;
    }
}
