// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.log;

import java.io.IOException;

/** A log file that must not be used as it is. */
public final class CorruptLog extends IOException {
    private static final long serialVersionUID = 1L;

    public CorruptLog(String message) {
        super(message);
    }
}
