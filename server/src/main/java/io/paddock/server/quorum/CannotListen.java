// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.quorum;

import java.io.IOException;

/** A port that other members need could not be opened, as often as it was tried. For elections, the process ends with exit code 14. */
public final class CannotListen extends IOException {
    private static final long serialVersionUID = 1;

    CannotListen(String message, Throwable cause) {
        super(message, cause);
    }
}
