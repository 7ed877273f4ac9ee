// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.snapshot;

import java.io.IOException;

/** A file that is not a whole, undamaged snapshot. An older one may be. */
public final class BadSnapshot extends IOException {
    private static final long serialVersionUID = 1L;

    public BadSnapshot(String message) {
        super(message);
    }

    public BadSnapshot(String message, Throwable cause) {
        super(message, cause);
    }
}
