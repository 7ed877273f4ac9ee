// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import java.io.IOException;

/** A configured directory is missing, cannot be written to, or is the wrong one. Exit code 3. */
public final class UnusableDirectory extends IOException {
    private static final long serialVersionUID = 1L;

    public UnusableDirectory(String message) {
        super(message);
    }
}
