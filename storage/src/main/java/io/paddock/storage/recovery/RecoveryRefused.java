// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import java.io.IOException;

/**
 * A start from this directory could lose acknowledged writes, or show a tree that never existed. Exit code 1.
 */
public final class RecoveryRefused extends IOException {
    private static final long serialVersionUID = 1L;

    public RecoveryRefused(String message) {
        super(message);
    }

    public RecoveryRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
