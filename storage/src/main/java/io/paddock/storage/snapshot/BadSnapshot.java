// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.snapshot;

import java.io.IOException;

/** A file is not a whole, undamaged snapshot. An older file may be one. */
public final class BadSnapshot extends IOException {
    private static final long serialVersionUID = 1L;

    public BadSnapshot(String message) {
        super(message);
    }

    public BadSnapshot(String message, Throwable cause) {
        super(message, cause);
    }
}
