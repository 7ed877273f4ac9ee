// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.listen;

import java.io.IOException;

/**
 * A port could not be opened in the configured number of attempts. For the election port, the process then
 * ends with exit code 14.
 */
public final class CannotListen extends IOException {
    private static final long serialVersionUID = 1;

    /** @param cause null when the host name has no address */
    CannotListen(String message, Throwable cause) {
        super(message, cause);
    }

    /** @return whether waiting helps: the host name has no address yet, or this host does not have the address yet */
    public boolean mayComeLater() {
        return getCause() == null || BindFailure.isAddressAbsent(getCause());
    }
}
